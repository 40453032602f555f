//! Whether a drawing's lines keep clear of its texts.

use std::fs;
use std::path::Path;

use interleaving::Interleaving;
use interleaving::svg::{self, Extent, Width};

use crate::bugs;

/// A rectangle: its left, its top, its right and its bottom.
type Ground = (f64, f64, f64, f64);
type Point = (f64, f64);

#[test]
fn no_line_goes_through_a_text() {
    let mut crossed = Vec::new();
    for (name, bug) in bugs::all().into_iter().map(named).chain(recorded()) {
        for extent in [Extent::Shortened, Extent::Whole] {
            for width in [Width::Wide, Width::Narrow] {
                let drawing = svg::render(&bug, "a", width, extent);
                let texts: Vec<(Ground, &str)> = drawing.lines().filter_map(text).collect();
                for line in drawing.lines().flat_map(lines) {
                    let through = texts.iter().filter(|(ground, _)| meets(line, *ground));
                    crossed.extend(
                        through.map(|(_, text)| format!("{name}, {width:?}: {line:?} {text}")),
                    );
                }
            }
        }
    }
    crossed.dedup();
    assert!(crossed.is_empty(), "{}", crossed.join("\n"));
}

fn named((name, bug): (&str, Interleaving)) -> (String, Interleaving) {
    (name.to_owned(), bug)
}

/// What the book shows.
fn recorded() -> Vec<(String, Interleaving)> {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../book");
    let chapters = fs::read_dir(book).expect("the book is there");
    let outputs = chapters.filter_map(|it| fs::read_dir(it.ok()?.path().join("output")).ok());
    let files = outputs.flatten().filter_map(|it| Some(it.ok()?.path()));
    let models = files.filter(|it| it.to_string_lossy().ends_with(".model.json"));
    let found: Vec<_> = models
        .filter_map(|path| {
            let text = fs::read_to_string(&path).expect("a record");
            let mut record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let it = serde_json::from_value(record["interleaving"].take()).ok()?;
            Some((path.file_name()?.to_string_lossy().into_owned(), it))
        })
        .collect();
    assert!(found.len() > 10, "{} drawings", found.len());
    found
}

/// The value of an attribute.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("a number: {text}"))
}

/// What the ink of a text covers, and the text.
fn text(line: &str) -> Option<(Ground, &str)> {
    let at = line.find("<text ")?;
    let element = &line[at..];
    let said = element.split(['<', '>']).nth(2)?;
    let size = attribute(element, "font-size").map_or(12.0, number);
    let said_plainly = said
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let count = u32::try_from(said_plainly.chars().count()).expect("few");
    let width = f64::from(count) * size * 0.602;
    let (x, y) = (
        number(attribute(element, "x")?),
        number(attribute(element, "y")?),
    );
    let left = match attribute(element, "text-anchor") {
        Some("end") => x - width,
        _ => x,
    };
    Some(((left, y - size * 0.75, left + width, y + size * 0.2), said))
}

/// The straight lines of the ways that are stroked; where a corner is rounded, the corner itself.
fn lines(line: &str) -> Vec<(Point, Point)> {
    let mut found = Vec::new();
    for element in line.split("<path ").skip(1) {
        let element = format!(" {element}");
        if attribute(&element, "stroke").is_none() {
            continue;
        }
        let way = attribute(&element, "d").expect("a way");
        let mut at = (0.0, 0.0);
        let mut rest = way;
        while let Some(command) = rest.chars().next() {
            let end = rest[1..]
                .find(|it: char| it.is_alphabetic())
                .map_or(rest.len(), |it| it + 1);
            let numbers: Vec<f64> = rest[1..end].split_whitespace().map(number).collect();
            for to in numbers.chunks(2).map(|it| (it[0], it[1])) {
                let to = match command {
                    'm' | 'l' => (at.0 + to.0, at.1 + to.1),
                    _ => to,
                };
                if !matches!(command, 'M' | 'm') {
                    found.push((at, to));
                }
                at = to;
            }
            rest = &rest[end..];
        }
    }
    found
}

/// Whether a line, all of which go straight across or down, meets the ground.
fn meets(((x0, y0), (x1, y1)): (Point, Point), (left, top, right, bottom): Ground) -> bool {
    x0.min(x1) < right && x0.max(x1) > left && y0.min(y1) < bottom && y0.max(y1) > top
}
