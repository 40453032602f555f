//! A drawing for a page: one SVG without script and style, which says everything in words and shapes.
//!
//! Its colors are custom properties with `currentColor` to fall back on, so that it is legible on any
//! ground: `--interleaving-muted`, `-line`, `-accent`, `-warn`, `-bad` and `-font`. Every step is a
//! group of class `step` with `data-step`, its index.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::Interleaving;
use crate::facts::Facts;
use crate::layout::{Arrow, ArrowKind, Cell, Layout, Rail, Room, Row, Steps, cut};

/// How many characters fit a page's text, and how many a telephone's.
const WIDE: usize = 92;
const NARROW: usize = 43;
/// How many steps are shown.
const STEPS: usize = 24;

// In pixels.
const SIZE: f64 = 12.0;
const CHARACTER: f64 = 7.23;
const LINE: f64 = 16.0;
const BETWEEN_ROWS: f64 = 11.0;
const MARGIN: f64 = 6.0;
const RADIUS: f64 = 4.6;
/// Where the line of the source begins.
const SOURCE: f64 = MARGIN + 4.0;
/// From a rail to the text at its right.
const TO_TEXT: f64 = 11.0;

const MUTED: &str = "var(--interleaving-muted, currentColor)";
const FAINT: &str = "var(--interleaving-line, currentColor)";
const ACCENT: &str = "var(--interleaving-accent, currentColor)";
const WARN: &str = "var(--interleaving-warn, currentColor)";
const BAD: &str = "var(--interleaving-bad, currentColor)";

/// How wide it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// About 660 pixels at most.
    Wide,
    /// About 310 pixels, for a telephone.
    Narrow,
}

/// How much is shown.
pub use crate::text::Extent;

/// The drawing. `id` begins the ids in it, and must be another one for each drawing of a page.
pub fn render(interleaving: &Interleaving, id: &str, width: Width, extent: Extent) -> String {
    let facts = Facts::new(interleaving);
    // A rail has room for arrows to its left.
    let (columns, rail) = match width {
        Width::Wide => (WIDE, 5),
        Width::Narrow => (NARROW, 4),
    };
    let layout = Layout::new(
        &facts,
        Room {
            columns,
            rail,
            steps: steps(extent),
        },
    );
    Canvas::new(&layout, rail).draw(id, &facts)
}

/// The indices of the steps that a drawing shows.
pub(crate) fn shown(facts: &Facts<'_>, extent: Extent) -> Vec<usize> {
    facts.selected(steps(extent))
}

fn steps(extent: Extent) -> Steps {
    match extent {
        Extent::Shortened => Steps::Of(STEPS),
        Extent::Whole => Steps::All,
    }
}

struct Canvas<'a> {
    layout: &'a Layout,
    out: String,
    /// The x of each rail.
    rails: Vec<f64>,
    /// The y at which each row begins, and that at which the last one ends.
    tops: Vec<f64>,
    width: f64,
}

impl<'a> Canvas<'a> {
    fn new(layout: &'a Layout, room: usize) -> Self {
        let gutter = characters(layout.numbers.0 + layout.numbers.1 + 2);
        let mut x = MARGIN + gutter;
        let mut rails = Vec::new();
        for lane in &layout.lanes {
            let rail = x + characters(room) - TO_TEXT;
            rails.push(rail);
            x = rail + TO_TEXT + characters(lane.width);
        }
        let heads = layout.lanes.iter().map(|it| it.name.len()).max();
        let mut y = MARGIN + LINE * count(heads.unwrap_or(0)) + BETWEEN_ROWS;
        let mut tops = vec![y];
        for row in &layout.rows {
            y += LINE * count(row.height() + usize::from(source(layout, row).is_some()));
            y += BETWEEN_ROWS;
            tops.push(y);
        }
        Self {
            layout,
            out: String::new(),
            rails,
            tops,
            width: x + 2.0 * MARGIN,
        }
    }

    fn draw(mut self, id: &str, facts: &Facts<'_>) -> String {
        self.heads();
        for (index, row) in self.layout.rows.iter().enumerate() {
            match row {
                Row::Fold(text) => self.fold(index, text),
                Row::Step {
                    step, line, cells, ..
                } => self.step(index, *step, line, cells),
            }
        }
        self.arrows();
        let end = self.legend();
        let (width, height) = (self.width.ceil(), end.ceil());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"interleaving-svg\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-size=\"{SIZE}\" \
             font-family=\"var(--interleaving-font, monospace)\" fill=\"currentColor\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n{}</svg>\n",
            escaped(&format!(
                "One interleaving, step by step. {}",
                self.layout.title
            )),
            escaped(&described(facts, self.layout)),
            self.out,
        )
    }

    fn heads(&mut self) {
        let y = MARGIN + LINE * 0.8;
        let steps = MARGIN + characters(self.layout.numbers.0);
        let lines = steps + characters(self.layout.numbers.1 + 1);
        self.text(steps, y, "step", "end", MUTED, "");
        self.text(lines, y, "line", "end", MUTED, "");
        for (lane, x) in self.layout.lanes.iter().zip(self.rails.clone()) {
            for (index, name) in lane.name.iter().enumerate() {
                let y = y + LINE * count(index);
                let bold = " font-weight=\"700\"";
                self.text(x - RADIUS, y, name, "start", "currentColor", bold);
            }
        }
        let y = self.tops[0] - BETWEEN_ROWS * 0.75;
        self.line(MARGIN, y, self.width - MARGIN, y, FAINT, 1.0, "");
    }

    fn fold(&mut self, index: usize, text: &str) {
        let (top, bottom) = (self.tops[index], self.tops[index + 1]);
        let beside = |row: Option<&Row>, lane: usize| match row {
            Some(Row::Step { cells, .. }) => cells[lane].rail != Rail::Absent,
            _ => false,
        };
        for (lane, x) in self.rails.clone().into_iter().enumerate() {
            let rows = &self.layout.rows;
            if beside(rows.get(index + 1), lane)
                || index > 0 && beside(rows.get(index - 1), lane) && rows.len() == index + 1
            {
                self.line(
                    x,
                    bottom - 8.0,
                    x,
                    bottom,
                    FAINT,
                    1.5,
                    " stroke-dasharray=\"1.5 3\"",
                );
            }
        }
        self.text(
            MARGIN,
            top + LINE * 0.8,
            &format!("… {text}"),
            "start",
            MUTED,
            " font-style=\"italic\"",
        );
    }

    fn step(&mut self, index: usize, step: usize, line: &str, cells: &[Cell]) {
        let (top, bottom) = (self.tops[index], self.tops[index + 1]);
        let fails = cells.iter().any(|it| it.rail == Rail::Fails);
        let class = if fails { "step fails" } else { "step" };
        let _ = writeln!(
            self.out,
            "<g class=\"{class}\" data-step=\"{step}\"><rect class=\"ground\" x=\"1\" y=\"{}\" \
             width=\"{}\" height=\"{}\" rx=\"4\" fill=\"{}\" fill-opacity=\"{}\"/>",
            number(top - BETWEEN_ROWS / 2.0),
            number(self.width - 2.0),
            number(bottom - top),
            if fails { BAD } else { "currentColor" },
            if fails { "0.08" } else { "0" },
        );
        let steps = MARGIN + characters(self.layout.numbers.0);
        let lines = steps + characters(self.layout.numbers.1 + 1);
        let y = top + LINE * 0.8;
        self.text(steps, y, &(step + 1).to_string(), "end", MUTED, "");
        self.text(lines, y, line, "end", MUTED, "");
        for (lane, cell) in cells.iter().enumerate() {
            self.rail(index, lane, cell.rail);
            let x = self.rails[lane];
            let texts = cell
                .head
                .iter()
                .map(|it| (it, true))
                .chain(cell.notes.iter().map(|it| (it, false)));
            for (at, (text, head)) in texts.enumerate() {
                let (ink, more) = match (cell.rail, head) {
                    (Rail::Fails, true) => (BAD, " font-weight=\"700\""),
                    (Rail::Fails, false) => (BAD, ""),
                    (Rail::Waits, _) => (WARN, ""),
                    (_, true) => ("currentColor", ""),
                    (_, false) => (MUTED, ""),
                };
                self.text(x + TO_TEXT, y + LINE * count(at), text, "start", ink, more);
            }
        }
        if let Some(source) = source(self.layout, &self.layout.rows[index]) {
            let y = bottom - BETWEEN_ROWS - LINE * 0.2;
            let source = cut(source, self.source_room());
            self.text(SOURCE, y, &source, "start", "currentColor", "");
        }
        self.out.push_str("</g>\n");
    }

    /// What runs down beside the texts of one cell.
    fn rail(&mut self, index: usize, lane: usize, rail: Rail) {
        let half = BETWEEN_ROWS / 2.0;
        let top = self.tops[index] - half;
        let mut bottom = self.tops[index + 1] - half;
        if source(self.layout, &self.layout.rows[index]).is_some() {
            // Not through the line that stands there.
            bottom -= LINE + half;
        }
        let x = self.rails[lane];
        let y = self.node(index);
        match rail {
            Rail::Absent => {}
            Rail::Runs => self.stretch(x, top, bottom, false),
            Rail::Waits => self.stretch(x, top, bottom, true),
            Rail::Acts | Rail::Fails => {
                let at = |row: Option<&Row>| match row {
                    Some(Row::Step { cells, .. }) => cells[lane].rail,
                    Some(Row::Fold(_)) => Rail::Runs,
                    None => Rail::Absent,
                };
                let rows = &self.layout.rows;
                let above = index
                    .checked_sub(1)
                    .map_or(Rail::Absent, |it| at(rows.get(it)));
                let below = at(rows.get(index + 1));
                if above != Rail::Absent {
                    self.stretch(x, top, y, above == Rail::Waits);
                }
                if below != Rail::Absent {
                    self.stretch(x, y, bottom, below == Rail::Waits);
                }
                if rail == Rail::Acts {
                    let _ = writeln!(
                        self.out,
                        "<circle cx=\"{}\" cy=\"{}\" r=\"{RADIUS}\" fill=\"{ACCENT}\"/>",
                        number(x),
                        number(y)
                    );
                } else {
                    let (r, i) = (RADIUS + 2.4, 3.2);
                    let _ = writeln!(
                        self.out,
                        "<path d=\"M{x0} {y1}L{x1} {y0}L{x2} {y1}L{x1} {y2}Z\" fill=\"{BAD}\"/>\
                         <path d=\"M{a} {b}l{d} {d}m0 -{d}l-{d} {d}\" stroke=\"var(--interleaving-paper, Canvas)\" \
                         stroke-width=\"1.7\" fill=\"none\"/>",
                        x0 = number(x - r),
                        x1 = number(x),
                        x2 = number(x + r),
                        y0 = number(y - r),
                        y1 = number(y),
                        y2 = number(y + r),
                        a = number(x - i / 2.0),
                        b = number(y - i / 2.0),
                        d = number(i),
                    );
                }
            }
        }
    }

    /// How many characters of a line of the source there is room for.
    fn source_room(&self) -> usize {
        let mut columns = 0;
        while SOURCE + characters(columns + 1) <= self.width - MARGIN {
            columns += 1;
        }
        columns
    }

    /// The texts that go across the columns, each with its ends, its top and its bottom.
    fn across(&self) -> Vec<Across> {
        let rows = self.layout.rows.iter().enumerate();
        let texts = rows.filter_map(|(index, row)| {
            let (top, bottom) = (self.tops[index], self.tops[index + 1]);
            let (from, text, base) = match (row, source(self.layout, row)) {
                (Row::Fold(text), _) => (MARGIN, format!("… {text}"), top + LINE * 0.8),
                (_, Some(source)) => (
                    SOURCE,
                    cut(source, self.source_room()),
                    bottom - BETWEEN_ROWS - LINE * 0.2,
                ),
                _ => return None,
            };
            Some(Across {
                from: from - 2.0,
                to: from + characters(text.chars().count()) + 2.0,
                top: base - SIZE,
                bottom: base + SIZE * 0.4,
            })
        });
        texts.collect()
    }

    fn stretch(&mut self, x: f64, from: f64, to: f64, waits: bool) {
        if waits {
            self.line(x, from, x, to, WARN, 3.0, " stroke-dasharray=\"3 3\"");
        } else {
            self.line(x, from, x, to, FAINT, 1.5, "");
        }
    }

    /// The middle of a row's first line.
    fn node(&self, index: usize) -> f64 {
        self.tops[index] + LINE * 0.5
    }

    /// The row and the lane of each step that is shown.
    fn places(&self) -> BTreeMap<usize, (usize, usize)> {
        let rows = self.layout.rows.iter().enumerate();
        let places = rows.filter_map(|(row, it)| match it {
            Row::Step { step, cells, .. } => {
                let lane = cells.iter().position(|it| !it.head.is_empty())?;
                Some((*step, (row, lane)))
            }
            Row::Fold(_) => None,
        });
        places.collect()
    }

    /// Arrows leave a row below it, and come to their thread in the room left of its rail. They are
    /// interrupted where a text goes across the columns: no line goes through a text.
    fn arrows(&mut self) {
        let across = self.across();
        let places = self.places();
        let mut ways: Vec<(usize, usize, usize)> = Vec::new();
        for arrow in self.layout.arrows.clone() {
            let (Some((from, from_lane)), Some((to, to_lane))) = (
                places.get(&arrow.from).copied(),
                places.get(&arrow.to).copied(),
            ) else {
                continue;
            };
            // Those that would lie on each other go side by side.
            let beside = ways
                .iter()
                .filter(|(lane, begin, end)| *lane == to_lane && from < *end && *begin < to)
                .count();
            ways.push((to_lane, from, to));
            let aside = 4.0 * count(beside % 3);
            let side = if self.rails[to_lane] > self.rails[from_lane] {
                1.0
            } else {
                -1.0
            };
            let (x, y) = (self.rails[from_lane] + side * 6.4, self.node(from) + 2.0);
            let gap = self.tops[from + 1] - BETWEEN_ROWS / 2.0 + 1.0 - aside / 2.0;
            let channel = self.rails[to_lane] - 10.5 - aside;
            let end = (
                self.rails[to_lane] - RADIUS - 1.5,
                self.node(to) + aside / 1.5,
            );
            self.arrow(
                arrow,
                &interrupted(
                    &[(x, y), (x, gap), (channel, gap), (channel, end.1), end],
                    &across,
                ),
            );
        }
    }

    fn arrow(&mut self, arrow: Arrow, pieces: &[Vec<(f64, f64)>]) {
        let (ink, dashes, stroke) = look(arrow.kind);
        let _ = writeln!(
            self.out,
            "<g class=\"arrow\" data-from=\"{}\" data-to=\"{}\"><path d=\"{}\" fill=\"none\" \
             stroke=\"{ink}\" stroke-width=\"{stroke}\"{dashes}/>",
            arrow.from,
            arrow.to,
            pieces.iter().map(|it| rounded(it)).collect::<String>(),
        );
        if let Some((x, y)) = pieces.last().and_then(|it| it.last()) {
            self.head(arrow.kind, *x, *y);
        }
        self.out.push_str("</g>\n");
    }

    /// What an arrow ends in: the form tells the kind.
    fn head(&mut self, kind: ArrowKind, x: f64, y: f64) {
        let (ink, ..) = look(kind);
        let (x1, x0) = (number(x + 1.0), number(x - 4.5));
        let (top, middle, bottom) = (number(y - 3.2), number(y), number(y + 3.2));
        let _ = match kind {
            ArrowKind::Reads | ArrowKind::Overwrites => writeln!(
                self.out,
                "<path d=\"M{x0} {top}L{x1} {middle}L{x0} {bottom}Z\" fill=\"{ink}\"/>"
            ),
            ArrowKind::Wakes => writeln!(
                self.out,
                "<path d=\"M{x0} {top}L{x1} {middle}L{x0} {bottom}\" fill=\"none\" \
                 stroke=\"{ink}\" stroke-width=\"1.3\"/>"
            ),
            ArrowKind::Misses => writeln!(
                self.out,
                "<path d=\"M{x0} {top}L{x1} {bottom}M{x1} {top}L{x0} {bottom}\" fill=\"none\" \
                 stroke=\"{ink}\" stroke-width=\"1.8\"/>"
            ),
            ArrowKind::Races => Ok(()),
        };
    }

    /// What the forms mean, those that are there. Returns where the drawing ends.
    fn legend(&mut self) -> f64 {
        let cells = || {
            self.layout.rows.iter().flat_map(|row| match row {
                Row::Step { cells, .. } => cells.as_slice(),
                Row::Fold(_) => &[],
            })
        };
        let waits = cells().any(|it| it.rail == Rail::Waits);
        let mut kinds: Vec<ArrowKind> = self.layout.arrows.iter().map(|it| it.kind).collect();
        kinds.sort();
        kinds.dedup();
        let mut x = MARGIN;
        let mut y = self.tops.last().copied().unwrap_or(0.0) + LINE * 0.9;
        let mut next = |text: &str, width: f64| {
            let sample = 26.0;
            let needed = sample + characters(text.chars().count());
            if x > MARGIN && x + needed > width - MARGIN {
                x = MARGIN;
                y += LINE;
            }
            let at = (x, y);
            x += needed + 14.0;
            at
        };
        let width = self.width;
        let mut items = Vec::new();
        if waits {
            items.push((None, "is blocked", next("is blocked", width)));
        }
        for kind in kinds {
            let text = match kind {
                ArrowKind::Reads => "reads that value",
                ArrowKind::Misses => "misses that value",
                ArrowKind::Overwrites => "overwrites it unseen",
                ArrowKind::Races => "no order",
                ArrowKind::Wakes => "wakes",
            };
            items.push((Some(kind), text, next(text, width)));
        }
        let mut end = self.tops.last().copied().unwrap_or(0.0);
        for (kind, text, (x, y)) in items {
            end = y;
            let middle = y - SIZE * 0.32;
            match kind {
                None => self.line(
                    x,
                    middle,
                    x + 18.0,
                    middle,
                    WARN,
                    3.0,
                    " stroke-dasharray=\"3 3\"",
                ),
                Some(kind) => {
                    let (ink, dashes, stroke) = look(kind);
                    self.line(x, middle, x + 17.0, middle, ink, stroke, dashes);
                    self.head(kind, x + 17.0, middle);
                }
            }
            self.text(x + 24.0, y, text, "start", MUTED, " font-size=\"11\"");
        }
        end + MARGIN
    }

    fn text(&mut self, x: f64, y: f64, text: &str, anchor: &str, ink: &str, more: &str) {
        if text.is_empty() {
            return;
        }
        let ink = if ink == "currentColor" {
            String::new()
        } else {
            format!(" fill=\"{ink}\"")
        };
        let anchor = if anchor == "start" {
            String::new()
        } else {
            format!(" text-anchor=\"{anchor}\"")
        };
        let _ = writeln!(
            self.out,
            "<text x=\"{}\" y=\"{}\"{anchor}{ink}{more}>{}</text>",
            number(x),
            number(y),
            escaped(text)
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "two points and how the line looks"
    )]
    fn line(&mut self, x1: f64, y1: f64, x2: f64, y2: f64, ink: &str, stroke: f64, more: &str) {
        let _ = writeln!(
            self.out,
            "<path d=\"M{} {}L{} {}\" stroke=\"{ink}\" stroke-width=\"{stroke}\"{more}/>",
            number(x1),
            number(y1),
            number(x2),
            number(y2),
        );
    }
}

/// The line of the source in which it went wrong, below the step that did.
fn source<'a>(layout: &'a Layout, row: &Row) -> Option<&'a str> {
    let Row::Step { step, .. } = row else {
        return None;
    };
    let source = layout.place.as_ref()?.source.as_deref();
    source.filter(|_| layout.failing == Some(*step))
}

/// Color, dashes and width. No two kinds have the same dashes and the same head.
fn look(kind: ArrowKind) -> (&'static str, &'static str, f64) {
    match kind {
        ArrowKind::Reads => (ACCENT, "", 1.5),
        ArrowKind::Misses => (BAD, " stroke-dasharray=\"5 3\"", 1.5),
        ArrowKind::Overwrites => (BAD, " stroke-dasharray=\"8 2.5 2 2.5\"", 1.5),
        ArrowKind::Races => (BAD, " stroke-dasharray=\"2 2\"", 2.4),
        ArrowKind::Wakes => (MUTED, "", 1.2),
    }
}

/// A text that goes across the columns.
struct Across {
    from: f64,
    to: f64,
    top: f64,
    bottom: f64,
}

/// A way down along these points, in pieces that leave out what lies across it.
fn interrupted(points: &[(f64, f64)], across: &[Across]) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<(f64, f64)> = Vec::new();
    for point in points {
        if let Some((x, y)) = piece.last().copied() {
            let hit = |it: &&Across| {
                (it.from..it.to).contains(&x) && x == point.0 && y < it.top && it.bottom < point.1
            };
            for it in across.iter().filter(hit) {
                piece.push((x, it.top));
                pieces.push(std::mem::replace(&mut piece, vec![(x, it.bottom)]));
            }
        }
        piece.push(*point);
    }
    pieces.push(piece);
    pieces
}

/// A way along these points, its corners rounded.
fn rounded(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let (before, after) = (
            index.checked_sub(1).and_then(|it| points.get(it)),
            points.get(index + 1),
        );
        let _ = match (before, after) {
            (None, _) => write!(path, "M{} {}", number(*x), number(*y)),
            (_, None) => write!(path, "L{} {}", number(*x), number(*y)),
            (Some(before), Some(after)) => {
                let (a, b) = (toward((*x, *y), *before), toward((*x, *y), *after));
                write!(
                    path,
                    "L{} {}Q{} {} {} {}",
                    number(a.0),
                    number(a.1),
                    number(*x),
                    number(*y),
                    number(b.0),
                    number(b.1)
                )
            }
        };
    }
    path
}

/// The point a corner's radius away, or half the way if that is shorter.
fn toward(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let length = x.hypot(y);
    if length == 0.0 {
        return from;
    }
    let part = 4.0_f64.min(length / 2.0) / length;
    (from.0 + x * part, from.1 + y * part)
}

/// In words, for those who cannot see it.
fn described(facts: &Facts<'_>, layout: &Layout) -> String {
    let mut text = String::new();
    for row in &layout.rows {
        let _ = match row {
            Row::Fold(fold) => write!(text, "{fold}. "),
            Row::Step { step, .. } => write!(text, "{}: {}. ", step + 1, facts.sentence(*step)),
        };
    }
    text.push_str(&layout.remarks.join(" "));
    text.trim_end().to_owned()
}

fn characters(count_of: usize) -> f64 {
    CHARACTER * count(count_of)
}

/// There are never so many that a float could not count them.
fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// With one decimal at most.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Text as it may stand in XML and in HTML.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            it if it.is_control() && it != '\t' => escaped.push('\u{fffd}'),
            it => escaped.push(it),
        }
    }
    escaped
}
