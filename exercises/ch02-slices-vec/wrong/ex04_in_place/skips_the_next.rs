//! Mistake: after a removal the index moves on, past the element that took the place.
//! Rejected by: the_active_stay_in_order

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: u32,
    pub last_seen: u64,
}

/// Removes every session that was last seen before `since`. The others keep their order, and the
/// `Vec` its memory; nothing is allocated.
pub fn keep_active(sessions: &mut Vec<Session>, since: u64) {
    let mut index = 0;
    while index < sessions.len() {
        if sessions[index].last_seen < since {
            sessions.remove(index);
        }
        index += 1;
    }
}

/// As `keep_active`, but returns what was removed, in its order, for somebody to say goodbye.
pub fn expire(sessions: &mut Vec<Session>, since: u64) -> Vec<Session> {
    sessions
        .extract_if(.., |session| session.last_seen < since)
        .collect()
}
