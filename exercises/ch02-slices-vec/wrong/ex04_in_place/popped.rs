//! Mistake: the expired sessions are taken from the end, so they come in reverse.
//! Rejected by: the_expired_are_returned_in_order

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: u32,
    pub last_seen: u64,
}

/// Removes every session that was last seen before `since`. The others keep their order, and the
/// `Vec` its memory; nothing is allocated.
pub fn keep_active(sessions: &mut Vec<Session>, since: u64) {
    sessions.retain(|session| session.last_seen >= since);
}

/// As `keep_active`, but returns what was removed, in its order, for somebody to say goodbye.
pub fn expire(sessions: &mut Vec<Session>, since: u64) -> Vec<Session> {
    let mut expired = Vec::new();
    let mut active = Vec::new();
    while let Some(session) = sessions.pop() {
        if session.last_seen < since {
            expired.push(session)
        } else {
            active.push(session)
        }
    }
    active.reverse();
    *sessions = active;
    expired
}
