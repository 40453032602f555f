//! What a page needs to show a drawing step by step.
