//! Taking elements out of the middle, in one pass.

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
    sessions
        .extract_if(.., |session| session.last_seen < since)
        .collect()
}
