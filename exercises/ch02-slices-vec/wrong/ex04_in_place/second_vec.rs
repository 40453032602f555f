//! Mistake: the active sessions are cloned into a new Vec.
//! Rejected by: nothing_is_allocated

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: u32,
    pub last_seen: u64,
}

/// Removes every session that was last seen before `since`. The others keep their order, and the
/// `Vec` its memory; nothing is allocated.
pub fn keep_active(sessions: &mut Vec<Session>, since: u64) {
    *sessions = sessions
        .iter()
        .filter(|session| session.last_seen >= since)
        .cloned()
        .collect();
}

/// As `keep_active`, but returns what was removed, in its order, for somebody to say goodbye.
pub fn expire(sessions: &mut Vec<Session>, since: u64) -> Vec<Session> {
    sessions
        .extract_if(.., |session| session.last_seen < since)
        .collect()
}
