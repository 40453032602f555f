//! Judging many answers, each in a place of its own: by authors, who try what they declare, and by
//! instructors, who grade what others wrote.

pub mod containment;

pub use containment::{Containment, Ended, Limit, Limits, Purpose, Task, Trusting};
