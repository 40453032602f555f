//! Keeps the package valid until the first exercise is here; delete it then.
