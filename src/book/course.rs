//! The map of the course: every exercise, by chapter. Where it is served, the script of `src/page`
//! marks on it what is solved, what was tried, and what is next.

use std::fmt::Write as _;
use std::path::Path;

use crate::catalog::Catalog;

/// HTML, for a page in `folder`.
pub(super) fn expand(catalog: &Catalog, folder: &Path) -> String {
    let depth = folder
        .strip_prefix(catalog.root.join("book"))
        .map_or(0, |inside| inside.iter().count());
    let up = "../".repeat(depth);
    let mut text = String::from("\n<div class=\"course\">\n");
    // Writing to a String cannot fail.
    let mut write = |arguments: std::fmt::Arguments<'_>| {
        text.write_fmt(arguments).expect("a String grows");
    };
    for chapter in &catalog.chapters {
        let (id, title) = (&chapter.id, escaped(&chapter.title));
        let points: u32 = chapter.exercises.iter().map(|it| it.points).sum();
        let of = match chapter.exercises.len() {
            1 => "1 exercise".to_owned(),
            all => format!("{all} exercises"),
        };
        write(format_args!(
            "<section class=\"course-chapter\" data-chapter=\"{id}\" aria-labelledby=\"course-{id}\">\n\
             <h2 id=\"course-{id}\"><a href=\"{up}{id}/index.html\">{title}</a></h2>\n\
             <p class=\"course-count\">{of}, {points} points</p>\n<ol>\n"
        ));
        for exercise in &chapter.exercises {
            write(format_args!(
                "<li data-exercise=\"{id}\"><a href=\"{up}{id}.html\">{title}</a></li>\n",
                id = exercise.id(),
                title = escaped(&exercise.title),
            ));
        }
        write(format_args!("</ol>\n</section>\n"));
    }
    text.push_str("</div>\n\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
