//! Drawings for pages.

use interleaving::svg::{self, Extent, Width};

use crate::bugs;

#[test]
fn each_bug_as_svg() {
    for (name, bug) in bugs::all() {
        for (width, suffix) in [(Width::Wide, "svg"), (Width::Narrow, "narrow.svg")] {
            let drawing = svg::render(&bug, name, width, Extent::Shortened);
            insta::assert_snapshot!(format!("{name}.{suffix}"), drawing);
        }
    }
}
