//! What each of the course's bugs looks like.

mod bugs;
mod story;
mod texts;
