//! The server, seen from outside: the pages it gives, what it does for them, and whom it refuses.

mod attacks;
mod exercises;
mod pages;
mod programs;
mod served;
