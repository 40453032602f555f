//! The summary for a terminal: who has how many points, what was hard, and what needs a person.

use unicode_width::UnicodeWidthStr as _;
use workbook::terminal::{BAD, BOLD, DIM, GOOD, WARN, bar, paint};

use super::view;
use super::view::{Chapter, Standing};
use crate::result::{Results, Status, Student};
use crate::text;

/// The longest part of a name that is shown, in cells.
const NAME: usize = 28;
/// The same where there is little room.
const SHORT_NAME: usize = 14;
/// How many exercises are called the hardest.
const HARDEST: usize = 5;
/// How many answers are listed that need a person. The rest is counted.
const LISTED: usize = 20;
/// How wide the bar of the points is.
const BAR: usize = 10;

/// The summary in lines no longer than `width` cells, with styles. A word that is longer is broken.
pub fn terminal(results: &Results, width: usize) -> String {
    let chapters = view::chapters(results);
    let mut out = format!(
        "{}: {}, {}, {} points\n\n",
        paint(BOLD, "Graded"),
        text::counted(results.students.len(), "student"),
        text::counted(results.exercises.len(), "exercise"),
        text::points(view::possible(results)),
    );
    let table = Table::new(results, &chapters, width.max(40));
    out.push_str(&table.head());
    for student in &results.students {
        out.push_str(&table.row(student));
    }
    out.push_str(&table.legend());
    out.push_str(&hardest(results, width));
    for (status, heading) in [
        (
            Status::NotGraded,
            "Not graded: the grader failed, so grade these again",
        ),
        (Status::Refused, "Refused"),
    ] {
        out.push_str(&listed(results, status, heading, width));
    }
    out.push_str(&problems(results, width));
    out
}

/// How much of the answers a row has room for.
enum Detail {
    /// A sign an exercise, a space between chapters.
    Exercises,
    /// A bar a chapter, as high as the share of its points.
    Chapters,
    Nothing,
}

struct Table<'a> {
    results: &'a Results,
    chapters: &'a [Chapter<'a>],
    name: usize,
    points: usize,
    possible: f64,
    detail: Detail,
    bar: bool,
    /// The room that there is.
    within: usize,
}

impl<'a> Table<'a> {
    fn new(results: &'a Results, chapters: &'a [Chapter<'a>], width: usize) -> Self {
        let names = results.students.iter().map(|it| view::name(it).width());
        let possible = view::possible(results);
        let totals = results
            .students
            .iter()
            .map(|it| score(view::total(it)).len());
        let mut table = Self {
            results,
            chapters,
            name: names.max().unwrap_or(0).clamp("student".len(), NAME),
            points: totals.max().unwrap_or(0).max("points".len()),
            possible,
            detail: Detail::Exercises,
            bar: true,
            within: width,
        };
        // What is dear goes first: the bar, then long names, then the signs.
        let (long, short) = (table.name, table.name.min(SHORT_NAME));
        for (detail, bar, name) in [
            (Detail::Exercises, true, long),
            (Detail::Exercises, false, long),
            (Detail::Exercises, false, short),
            (Detail::Chapters, true, long),
            (Detail::Chapters, false, long),
            (Detail::Chapters, false, short),
            (Detail::Nothing, false, short),
        ] {
            (table.detail, table.bar, table.name) = (detail, bar, name);
            if table.width() <= width {
                break;
            }
        }
        table
    }

    fn width(&self) -> usize {
        let bar = if self.bar { BAR + 2 } else { 0 };
        let detail = match self.columns().as_slice() {
            [] => 0,
            columns => 2 + columns.iter().sum::<usize>() + columns.len() - 1,
        };
        self.name + 2 + self.points + "  100 %".len() + bar + detail
    }

    /// How wide each chapter is.
    fn columns(&self) -> Vec<usize> {
        match self.detail {
            Detail::Exercises => {
                let room = |it: &Chapter<'_>| it.range.len().max(it.short.width());
                self.chapters.iter().map(room).collect()
            }
            Detail::Chapters => self.chapters.iter().map(|_| 1).collect(),
            Detail::Nothing => Vec::new(),
        }
    }

    fn head(&self) -> String {
        let mut head = format!(
            "{}  {:>points$}       ",
            padded("student", self.name),
            "points",
            points = self.points
        );
        if self.bar {
            head.push_str(&" ".repeat(BAR + 2));
        }
        if matches!(self.detail, Detail::Exercises) {
            head.push_str("  ");
            for (chapter, width) in self.chapters.iter().zip(self.columns()) {
                head.push_str(&padded(chapter.short, width + 1));
            }
        }
        format!("{}\n", paint(DIM, head.trim_end()))
    }

    fn row(&self, student: &Student) -> String {
        let total = view::total(student);
        let share = view::share(total, self.possible);
        let mut row = format!(
            "{}  {:>points$}  {:>5}",
            padded(&view::name(student), self.name),
            score(total),
            view::percent(share),
            points = self.points
        );
        if self.bar {
            row.push_str("  ");
            row.push_str(&bar(tenths(share, BAR), BAR, BAR));
        }
        let columns = self.columns();
        for (at, (chapter, width)) in self.chapters.iter().zip(&columns).enumerate() {
            row.push_str(if at == 0 { "  " } else { " " });
            let answers = student
                .answers
                .get(chapter.range.clone())
                .unwrap_or_default();
            if matches!(self.detail, Detail::Exercises) {
                let standings = answers.iter().map(|it| sign(Standing::of(it)));
                row.extend(standings);
                if at + 1 < columns.len() {
                    row.push_str(&" ".repeat(width - answers.len().min(*width)));
                }
            } else {
                let score = answers.iter().map(|it| it.score).sum();
                let exercises = &self.results.exercises[chapter.range.clone()];
                let points = exercises.iter().map(|it| it.points).sum();
                row.push(block(view::share(score, points)));
            }
        }
        format!("{}\n", row.trim_end())
    }

    /// What the signs mean that there are.
    fn legend(&self) -> String {
        if !matches!(self.detail, Detail::Exercises) {
            return String::new();
        }
        let answers = self.results.students.iter().flat_map(|it| &it.answers);
        let there: std::collections::BTreeSet<Standing> = answers.map(Standing::of).collect();
        let said = there
            .iter()
            .map(|it| format!("{} {}", it.sign(), it.words()));
        let mut lines = vec![String::new()];
        for it in said {
            let line = lines.last_mut().expect("there is always one");
            if line.is_empty() {
                *line = it;
            } else if line.width() + 2 + it.width() <= self.within {
                *line = format!("{line}  {it}");
            } else {
                lines.push(it);
            }
        }
        format!("\n{}\n", paint(DIM, lines.join("\n")))
    }
}

fn hardest(results: &Results, width: usize) -> String {
    let statistics = view::statistics(results);
    let hardest = view::hardest(&statistics);
    if hardest.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paint(BOLD, "Hardest exercises"));
    for at in hardest.into_iter().take(HARDEST) {
        let (exercise, its) = (&results.exercises[at], &statistics[at]);
        let solved = its.standings.get(&Standing::Passed).unwrap_or(&0);
        let said = format!(
            "  {:>5} of the points, {solved} solved: {} ({})",
            view::percent(its.mean),
            text::line(&exercise.title),
            text::line(&exercise.id),
        );
        out.push_str(&fitted(&said, width));
    }
    out
}

fn listed(results: &Results, status: Status, heading: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for student in &results.students {
        for (answer, exercise) in student.answers.iter().zip(&results.exercises) {
            if answer.status == status {
                let judgment = view::judgment(results, answer);
                let why = view::reason(answer, judgment).unwrap_or_default();
                lines.push(format!(
                    "  {} {}: {why}",
                    view::name(student),
                    text::line(&exercise.id)
                ));
            }
        }
    }
    let style = if status == Status::NotGraded {
        BAD
    } else {
        WARN
    };
    several(&lines, &paint(style, heading), width)
}

/// What is wrong with whole submissions.
fn problems(results: &Results, width: usize) -> String {
    let lines: Vec<String> = results
        .students
        .iter()
        .flat_map(|student| {
            let nothing = student.submission.is_none();
            let nothing = nothing.then(|| "submitted nothing".to_owned());
            let said = nothing
                .into_iter()
                .chain(student.problems.iter().map(|it| text::line(it)));
            said.map(|it| format!("  {}: {it}", view::name(student)))
                .collect::<Vec<_>>()
        })
        .collect();
    several(&lines, &paint(WARN, "Submissions to look at"), width)
}

fn several(lines: &[String], heading: &str, width: usize) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{heading} ({})\n", lines.len());
    // The end of a reason is what helps, so it is not cut off.
    let options = textwrap::Options::new(width).subsequent_indent("    ");
    for line in lines.iter().take(LISTED) {
        out.push_str(&textwrap::fill(line, &options));
        out.push('\n');
    }
    let rest = lines.len().saturating_sub(LISTED);
    if rest > 0 {
        out.push_str(&format!("  and {rest} more: see report.html\n"));
    }
    out
}

fn score(points: f64) -> String {
    let text = format!("{points:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn sign(standing: Standing) -> String {
    let style = match standing {
        Standing::Passed => GOOD,
        Standing::Partly | Standing::Refused => WARN,
        Standing::Failed | Standing::DoesNotCompile | Standing::NotGraded => BAD,
        Standing::Untouched | Standing::Missing => DIM,
    };
    paint(style, standing.sign())
}

/// How many of `parts` a share fills: all only if it is whole.
fn tenths(share: f64, parts: usize) -> usize {
    (1..=parts)
        .take_while(|it| view::float(*it) <= share * view::float(parts) + 1e-9)
        .count()
}

fn block(share: f64) -> char {
    const BLOCKS: [char; 9] = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let filled = tenths(share, 8);
    // What is more than nothing looks like more than nothing.
    BLOCKS[if share > 0.0 { filled.max(1) } else { 0 }]
}

/// In so many cells, cut off or filled up.
fn padded(text: &str, width: usize) -> String {
    let text = shortened(text, width);
    let missing = width.saturating_sub(text.width());
    text + &" ".repeat(missing)
}

fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for it in text.chars() {
        kept.push(it);
        if kept.width() >= width {
            kept.pop();
            break;
        }
    }
    kept + "…"
}

fn fitted(line: &str, width: usize) -> String {
    format!("{}\n", shortened(line, width))
}
