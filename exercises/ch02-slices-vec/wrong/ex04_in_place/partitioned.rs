//! Mistake: `expire` builds both halves anew, and lets go of the memory it was to keep.
//! Rejected by: expiring_keeps_the_memory

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
    let (expired, active) = sessions
        .drain(..)
        .partition(|session| session.last_seen < since);
    *sessions = active;
    expired
}
