//! Drawings for terminals.

use interleaving::text::{self, Extent};

use crate::bugs;

#[test]
fn each_bug_as_text() {
    for (name, bug) in bugs::all() {
        insta::assert_snapshot!(name, text::plain(&bug, Extent::Shortened));
    }
}

#[test]
fn a_drawing_fits_the_terminal() {
    for (name, bug) in bugs::all() {
        let drawing = text::plain(&bug, Extent::Shortened);
        assert!(drawing.lines().count() <= 40, "{name}:\n{drawing}");
        for extent in [Extent::Shortened, Extent::Whole] {
            for line in text::plain(&bug, extent).lines() {
                assert!(line.chars().count() <= 80, "{name}: {line}");
            }
        }
    }
}
