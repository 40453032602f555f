//! Taking elements out of the middle.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: u32,
    pub last_seen: u64,
}

/// Removes every session that was last seen before `since`. The others keep their order, and the
/// `Vec` its memory; nothing is allocated.
pub fn keep_active(sessions: &mut Vec<Session>, since: u64) {
    for i in 0..sessions.len() {
        if sessions[i].last_seen < since {
            sessions.remove(i);
        }
    }
}

/// As `keep_active`, but returns what was removed, in its order, for somebody to say goodbye.
pub fn expire(sessions: &mut Vec<Session>, since: u64) -> Vec<Session> {
    todo!("move the old sessions out, and leave the others")
}
