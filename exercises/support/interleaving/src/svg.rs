//! A drawing for a page.
