//! What each of the course's bugs looks like.

mod bugs;
mod lines;
mod pages;
mod story;
mod svgs;
mod texts;
