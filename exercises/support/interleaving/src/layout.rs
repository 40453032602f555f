//! Where everything stands: one column a thread, time downwards, in characters and lines. What is
//! made of it, text or SVG, only draws.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::remark;
use crate::state::Doing;
use crate::words::BOUND;
use crate::{Operation, Place};

/// No column gets narrower than this while another could.
const NARROWEST: usize = 10;

/// What stands between the numbers, and after them.
pub(crate) const GUTTER: usize = 3;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// The width in characters.
    pub(crate) columns: usize,
    /// How many of them every thread's rail takes, with what parts it from the thread before.
    pub(crate) rail: usize,
    pub(crate) steps: Steps,
}

/// Which steps are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Steps {
    All,
    /// So many, and more if the fault cannot be seen otherwise.
    Of(usize),
    /// So many and no more, from the last one of those without which the fault cannot be seen.
    Last(usize),
}

/// Where everything stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    pub(crate) title: String,
    pub(crate) message: String,
    /// The place at which it failed.
    pub(crate) place: Option<Place>,
    /// The step at which it did.
    pub(crate) failing: Option<usize>,
    pub(crate) lanes: Vec<Lane>,
    pub(crate) rows: Vec<Row>,
    /// The width of the numbers of steps, and of those of lines.
    pub(crate) numbers: (usize, usize),
    pub(crate) arrows: Vec<Arrow>,
    pub(crate) remarks: Vec<String>,
    /// The lines of the source, by file, that the steps shown are in.
    pub(crate) source: Vec<(String, Vec<SourceLine>)>,
    pub(crate) explored: String,
}

/// A line of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceLine {
    /// As it stands beside the steps.
    pub(crate) number: String,
    pub(crate) text: String,
}

/// The column of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// An index into the threads.
    pub(crate) thread: usize,
    pub(crate) name: Vec<String>,
    /// Without its rail.
    pub(crate) width: usize,
}

/// What stands in one line, or a few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// A step.
    Step {
        /// Its index.
        step: usize,
        /// Its line in the source, with a letter if it is not of the main file.
        line: String,
        /// Whether it goes wrong here.
        fails: bool,
        /// One for each lane.
        cells: Vec<Cell>,
    },
    /// Steps that are left out.
    Fold(String),
}

/// What a thread does while a step happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) rail: Rail,
    /// Of the text, those that say what happens; the others explain.
    pub(crate) head: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// What runs down beside a thread's texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rail {
    /// The thread is not there: not yet, or no more.
    Absent,
    /// It could go on, but another one does.
    Runs,
    /// It is blocked.
    Waits,
    /// It does the step.
    Acts,
    /// It does the step, and it goes wrong.
    Fails,
}

/// A line from one step to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrow {
    /// Indices of steps; both are shown.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: ArrowKind,
}

/// What a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ArrowKind {
    /// A read gets what a write of another thread wrote.
    Reads,
    /// A read does not get it.
    Misses,
    /// A write destroys another.
    Overwrites,
    /// Two accesses without an order.
    Races,
    /// One thread lets another go on.
    Wakes,
}

impl Layout {
    pub(crate) fn new(facts: &Facts<'_>, room: Room) -> Self {
        let steps = facts.selected(room.steps);
        let files = Files::new(facts, &steps);
        let lines = steps
            .iter()
            .map(|it| files.line(facts.step(*it).and_then(|it| it.place.as_ref())));
        let numbers = (
            steps.last().map_or(0, |it| (it + 1).to_string().len()),
            lines.map(|it| it.len()).max().unwrap_or(0),
        );
        // Above them stands what they are.
        let numbers = (numbers.0.max("step".len()), numbers.1.max("line".len()));
        let threads = shown_threads(facts, &steps);
        let rows = rows(facts, &steps, &threads, &files);
        let gutter = numbers.0 + numbers.1 + GUTTER;
        let mut layout = Self {
            title: facts.title(),
            message: facts.message().to_owned(),
            place: facts.interleaving.failure.place.clone(),
            failing: facts.interleaving.failure.step,
            lanes: lanes(
                facts,
                &threads,
                &rows,
                room.columns
                    .saturating_sub(gutter + threads.len() * room.rail),
            ),
            rows,
            numbers,
            arrows: arrows(facts, &steps),
            remarks: facts.remarks(),
            source: source(facts, &steps, &files),
            explored: remark::explored(facts.interleaving),
        };
        layout.wrap();
        layout
    }

    /// Breaks every text to the width of its lane.
    fn wrap(&mut self) {
        let widths: Vec<usize> = self.lanes.iter().map(|it| it.width).collect();
        for lane in &mut self.lanes {
            lane.name = wrapped(&lane.name, lane.width);
        }
        for row in &mut self.rows {
            if let Row::Step { cells, .. } = row {
                for (cell, width) in cells.iter_mut().zip(&widths) {
                    cell.head = wrapped(&cell.head, *width);
                    cell.notes = wrapped(&cell.notes, *width);
                }
            }
        }
    }
}

impl Cell {
    pub(crate) fn height(&self) -> usize {
        (self.head.len() + self.notes.len()).max(1)
    }
}

impl Row {
    /// In lines.
    pub(crate) fn height(&self) -> usize {
        match self {
            Self::Step { cells, .. } => cells.iter().map(Cell::height).max().unwrap_or(1),
            Self::Fold(_) => 1,
        }
    }
}

/// The threads with something to show; that one has not begun, or waits for a lock since it began, can
/// be what is to be seen.
fn shown_threads(facts: &Facts<'_>, steps: &[usize]) -> Vec<usize> {
    (0..facts.interleaving.threads.len())
        .filter(|thread| {
            facts.has_not_begun(*thread) || facts.has_come_to_a_halt(*thread) || {
                steps
                    .iter()
                    .any(|it| facts.step(*it).is_some_and(|it| it.thread == *thread))
            }
        })
        .collect()
}

fn rows(facts: &Facts<'_>, steps: &[usize], threads: &[usize], files: &Files) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut next = 0;
    // What each thread is already said to wait in.
    let mut said: BTreeMap<usize, usize> = BTreeMap::new();
    let cycle = facts.cycle();
    let mut told = cycle.is_none();
    for step in steps {
        let hidden = step - next;
        let in_cycle = cycle.is_some_and(|it| next > it.from && hidden >= it.period);
        if hidden > 0 && (next == 0 || in_cycle || hidden > 3) {
            rows.push(Row::Fold(match (next, cycle.filter(|_| in_cycle)) {
                (_, Some(cycle)) => {
                    told = true;
                    around(cycle.times)
                }
                (0, None) => format!("{hidden} {} before", plural(hidden)),
                (_, None) => format!("{hidden} {}", plural(hidden)),
            }));
        }
        next = step + 1;
        let Some(its) = facts.step(*step) else {
            continue;
        };
        let fails = facts.fails(*step);
        let label = facts.label(*step);
        let cells = threads
            .iter()
            .map(|thread| {
                if *thread == its.thread {
                    said.remove(thread);
                    return Cell {
                        rail: match (fails, its.pending) {
                            (true, _) => Rail::Fails,
                            (false, true) => Rail::Waits,
                            (false, false) => Rail::Acts,
                        },
                        head: vec![label.head.clone()],
                        notes: label.notes.clone(),
                    };
                }
                let waits = facts.waits_in(*step, *thread);
                let notes = waits.filter(|it| {
                    // A step that is shown says itself what its thread waits for.
                    let ends = facts.step(*it);
                    !(ends.is_some_and(|it| it.pending) && steps.contains(it))
                        && ends.is_some_and(|it| it.operation != Operation::Woken)
                        && said.insert(*thread, *it) != Some(*it)
                });
                Cell {
                    rail: rail(facts, *step, *thread),
                    head: Vec::new(),
                    notes: notes.map(|it| facts.waiting(it)).into_iter().collect(),
                }
            })
            .collect();
        rows.push(Row::Step {
            step: *step,
            line: files.line(its.place.as_ref()),
            fails,
            cells,
        });
    }
    if let (false, Some(cycle)) = (told || next == facts.steps().len(), cycle) {
        rows.push(Row::Fold(around(cycle.times)));
    }
    rows
}

fn around(times: usize) -> String {
    format!(
        "the same again, {} times and no end",
        times.saturating_sub(1)
    )
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "step" } else { "steps" }
}

fn rail(facts: &Facts<'_>, step: usize, thread: usize) -> Rail {
    match facts.states[step].threads[thread].doing {
        Doing::Absent | Doing::Ended | Doing::Panicked => Rail::Absent,
        Doing::Running => Rail::Runs,
        Doing::Waiting(_) => Rail::Waits,
    }
}

/// Gives each lane what its texts need, as far as there is room.
fn lanes(facts: &Facts<'_>, threads: &[usize], rows: &[Row], columns: usize) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = threads
        .iter()
        .enumerate()
        .map(|(at, thread)| {
            let name = facts.thread(*thread);
            let texts = rows.iter().flat_map(|row| match row {
                Row::Step { cells, .. } => {
                    let cell = &cells[at];
                    cell.head
                        .iter()
                        .chain(&cell.notes)
                        .map(|it| width(it))
                        .max()
                }
                Row::Fold(_) => None,
            });
            let width = texts.chain([width(&name)]).max().unwrap_or(1);
            Lane {
                thread: *thread,
                name: vec![name],
                width,
            }
        })
        .collect();
    while lanes.iter().map(|it| it.width).sum::<usize>() > columns {
        let Some(widest) = lanes.iter_mut().max_by_key(|it| it.width) else {
            break;
        };
        if widest.width <= NARROWEST {
            break;
        }
        widest.width -= 1;
    }
    lanes
}

/// The lines between two steps of different threads, both of them shown.
fn arrows(facts: &Facts<'_>, shown: &[usize]) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    let among: BTreeSet<&usize> = shown.iter().collect();
    for to in shown {
        let Some(step) = facts.step(*to) else {
            continue;
        };
        let mut add = |from: Option<usize>, kind: ArrowKind| {
            if let Some(from) = from
                && among.contains(&from)
                && facts.step(from).is_some_and(|it| it.thread != step.thread)
            {
                arrows.push(Arrow {
                    from,
                    to: *to,
                    kind,
                });
            }
        };
        add(step.read_from, ArrowKind::Reads);
        add(step.missed, ArrowKind::Misses);
        add(facts.overwritten(*to), ArrowKind::Overwrites);
        add(facts.notifier(*to), ArrowKind::Wakes);
        if let Some((first, second)) = facts.conflict()
            && second == *to
        {
            add(Some(first), ArrowKind::Races);
        }
    }
    arrows
}

/// The lines of the source that the steps are in, without the one of the failure, which is told by
/// itself.
fn source(facts: &Facts<'_>, steps: &[usize], files: &Files) -> Vec<(String, Vec<SourceLine>)> {
    let places = || {
        steps
            .iter()
            .filter_map(|it| facts.step(*it)?.place.as_ref())
    };
    let failure = facts.interleaving.failure.place.as_ref();
    let in_file = |file: &str| {
        let lines: BTreeMap<usize, SourceLine> = places()
            .filter(|it| it.file == file)
            .filter(|it| failure.is_none_or(|at| (&at.file, at.line) != (&it.file, it.line)))
            .filter_map(|it| {
                let line = SourceLine {
                    number: files.line(Some(it)),
                    text: it.source.clone()?,
                };
                Some((it.line, line))
            })
            .collect();
        lines.into_values().collect::<Vec<_>>()
    };
    let named = files
        .0
        .iter()
        .map(|(_, file)| (file.clone(), in_file(file)));
    named.filter(|(_, lines)| !lines.is_empty()).collect()
}

/// The files that steps are in. Most are in one of them, whose lines need no letter.
struct Files(Vec<(&'static str, String)>);

impl Files {
    fn new(facts: &Facts<'_>, steps: &[usize]) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for place in steps
            .iter()
            .filter_map(|it| facts.step(*it)?.place.as_ref())
        {
            *counts.entry(&place.file).or_default() += 1;
        }
        // A test's lines are never the ones to look at first.
        let mut files: Vec<(&str, usize)> = counts.into_iter().collect();
        files.sort_by_key(|(file, count)| (is_test(file), std::cmp::Reverse(*count)));
        let letters = files.iter().enumerate().map(|(index, (file, _))| {
            let letter = match (index, is_test(file)) {
                (0, _) => "",
                (_, true) => "t",
                (_, false) => "o",
            };
            (letter, (*file).to_owned())
        });
        Self(letters.collect())
    }

    fn line(&self, place: Option<&Place>) -> String {
        place.map_or(String::new(), |place| {
            let file = self.0.iter().find(|(_, file)| *file == place.file);
            let letter = file.map_or("", |(letter, _)| letter);
            format!("{letter}{}", place.line)
        })
    }
}

fn is_test(file: &str) -> bool {
    file.split(['/', '\\']).any(|it| it == "tests")
}

pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

/// A text of at most so many characters.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let kept: String = text.chars().take(columns.saturating_sub(1)).collect();
    kept + "…"
}

/// Lines of at most `columns` characters, broken at blanks where there are any.
pub(crate) fn wrapped<Text: AsRef<str>>(texts: &[Text], columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for text in texts {
        let mut line = String::new();
        for word in text.as_ref().split(' ').filter(|it| !it.is_empty()) {
            let word = word.replace(BOUND, " ");
            let needed = width(&line) + usize::from(!line.is_empty()) + width(&word);
            if needed > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for character in word.chars() {
                if width(&line) == columns {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(character);
            }
        }
        lines.push(line);
    }
    lines
}
