//! The class as a whole: how it did, what needs a person, and the matrix of students and exercises.

use maud::{Markup, html};

use super::{Pages, sign};
use crate::report::view::{self, Standing};
use crate::result::Status;
use crate::text;

/// In how many steps totals are counted.
const STEPS: usize = 10;
/// How many exercises are called the hardest.
const HARDEST: usize = 5;

impl Pages<'_> {
    /// Figures, and how the totals are distributed.
    pub(super) fn overview(&self) -> Markup {
        let results = self.results;
        let possible = view::possible(results);
        let mut totals: Vec<f64> = results
            .students
            .iter()
            .filter(|it| it.submission.is_some())
            .map(view::total)
            .collect();
        totals.sort_by(f64::total_cmp);
        let mean = view::share(totals.iter().sum(), view::float(totals.len()));
        let median = median(&totals);
        let mut steps = [0; STEPS];
        for total in &totals {
            let share = view::share(*total, possible);
            let step = (1..STEPS)
                .take_while(|it| view::float(*it) / view::float(STEPS) <= share)
                .count();
            steps[step] += 1;
        }
        let most = steps.iter().copied().max().unwrap_or(0).max(1);
        html! {
            p.figures {
                (text::counted(results.students.len(), "student")) ", "
                (totals.len()) " of whom submitted; "
                (text::counted(results.exercises.len(), "exercise")) ", "
                (text::points(possible)) " points."
                @if !totals.is_empty() {
                    " Those who submitted have " (format!("{mean:.1}")) " on average; the median is "
                    (format!("{median:.1}")) "."
                }
            }
            @let hardest = view::hardest(&self.statistics);
            @if !hardest.is_empty() {
                p.figures {
                    "Hardest: "
                    @for (number, at) in hardest.iter().take(HARDEST).enumerate() {
                        @if number > 0 { ", " }
                        a href=(format!("#e{at}")) { (text::line(&results.exercises[*at].title)) }
                        " (" (view::percent(self.statistics[*at].mean)) ")"
                    }
                    "."
                }
            }
            @if totals.len() > 1 {
                p.figures {
                    "Who has more in common with whom than chance explains is told in "
                    a href="similarity.html" { "similarity.html" }
                    "."
                }
                figure.histogram {
                    figcaption { "How many students have how much of the points" }
                    ol {
                        @for (step, count) in steps.iter().enumerate() {
                            @let high = 100 * count / most;
                            li {
                                span.count { @if *count > 0 { (count) } }
                                span.column style=(format!("height:{high}%")) {}
                                span.range { (10 * step) "–" (10 * (step + 1)) " %" }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What a person has to look at.
    pub(super) fn attention(&self) -> Markup {
        let mut again = Vec::new();
        let mut refused = Vec::new();
        for (who, student) in self.results.students.iter().enumerate() {
            for (at, answer) in student.answers.iter().enumerate() {
                match answer.status {
                    Status::NotGraded => again.push((who, at)),
                    Status::Refused => refused.push((who, at)),
                    _ => {}
                }
            }
        }
        let nothing: Vec<usize> = self.students(|it| it.submission.is_none());
        let problems: Vec<usize> = self.students(|it| !it.problems.is_empty());
        let quiet = [nothing.len(), problems.len(), again.len(), refused.len()] == [0; 4];
        if quiet {
            return html! {};
        }
        html! {
            section #attention {
                h2 { "To look at" }
                @if !again.is_empty() {
                    div.alert.bad {
                        h3 { (text::counted(again.len(), "answer")) " not graded" }
                        p { "The grader failed here, not the answers. Grade them again: what is graded already is kept." }
                        (self.entries(&again))
                    }
                }
                @if !refused.is_empty() {
                    div.alert {
                        h3 { (text::counted(refused.len(), "answer")) " refused" }
                        (self.entries(&refused))
                    }
                }
                @if !problems.is_empty() {
                    div.alert {
                        h3 { (text::counted(problems.len(), "submission")) " with problems" }
                        ul {
                            @for who in &problems {
                                li {
                                    (self.link(*who)) ": "
                                    @for (at, it) in self.results.students[*who].problems.iter().enumerate() {
                                        @if at > 0 { "; " }
                                        (text::line(it))
                                    }
                                }
                            }
                        }
                    }
                }
                @if !nothing.is_empty() {
                    div.alert {
                        h3 { (text::counted(nothing.len(), "student")) " without a submission" }
                        p.names {
                            @for (at, who) in nothing.iter().enumerate() {
                                @if at > 0 { ", " }
                                (self.link(*who))
                            }
                        }
                    }
                }
            }
        }
    }

    fn students(&self, is_it: fn(&crate::result::Student) -> bool) -> Vec<usize> {
        let students = self.results.students.iter().enumerate();
        students
            .filter(|(_, it)| is_it(it))
            .map(|(who, _)| who)
            .collect()
    }

    fn entries(&self, entries: &[(usize, usize)]) -> Markup {
        html! {
            ul {
                @for (who, at) in entries {
                    @let answer = &self.results.students[*who].answers[*at];
                    @let judgment = view::judgment(self.results, answer);
                    li {
                        (self.link(*who)) ", "
                        a href=(format!("#s{who}e{at}")) { code { (text::line(&self.results.exercises[*at].id)) } }
                        @if let Some(why) = view::reason(answer, judgment) { ": " (why) }
                    }
                }
            }
        }
    }

    /// A student's name, leading to the student's section.
    pub(super) fn link(&self, who: usize) -> Markup {
        html! {
            a href=(format!("#s{who}")) { bdi { (view::name(&self.results.students[who])) } }
        }
    }

    pub(super) fn matrix(&self) -> Markup {
        let results = self.results;
        let chapters = view::chapters(results);
        let possible = view::possible(results);
        html! {
            section #matrix {
                h2 { "Matrix" }
                (self.legend())
                div.matrix tabindex="0" role="region" aria-label="Students and exercises" {
                    table {
                        thead {
                            tr {
                                th.who rowspan="2" scope="col" { "Student" }
                                th.sum rowspan="2" scope="col" { "of " (text::points(possible)) }
                                @for chapter in &chapters {
                                    th.chapter scope="colgroup" colspan=(chapter.range.len())
                                        title=(text::line(chapter.title)) { (text::line(chapter.short)) }
                                }
                            }
                            tr {
                                @for chapter in &chapters {
                                    @for at in chapter.range.clone() {
                                        @let exercise = &results.exercises[at];
                                        th.exercise.first[at == chapter.range.start] scope="col"
                                            title=(text::line(&exercise.title)) {
                                            a href=(format!("#e{at}")) { (text::line(view::short(exercise))) }
                                        }
                                    }
                                }
                            }
                        }
                        tbody {
                            @for (who, student) in results.students.iter().enumerate() {
                                tr {
                                    th.who scope="row" title=(text::line(&student.id)) { (self.link(who)) }
                                    td.sum { (text::points(view::total(student))) }
                                    @for chapter in &chapters {
                                        @for at in chapter.range.clone() {
                                            (self.cell(who, at, at == chapter.range.start))
                                        }
                                    }
                                }
                            }
                        }
                        tfoot {
                            tr {
                                th.who scope="row" { "solved" }
                                td.sum {}
                                @for chapter in &chapters {
                                    @for at in chapter.range.clone() {
                                        @let solved = self.statistics[at].standings.get(&Standing::Passed);
                                        td.first[at == chapter.range.start] { (solved.unwrap_or(&0)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, who: usize, at: usize, first: bool) -> Markup {
        let answer = &self.results.students[who].answers[at];
        let standing = Standing::of(answer);
        let first = if first { " first" } else { "" };
        let class = format!("{}{first}", standing.class());
        let nothing = matches!(standing, Standing::Untouched | Standing::Missing);
        // Some sign has to say more than itself, and there are thousands of the others.
        let title = (standing == Standing::Partly).then(|| text::points(answer.score));
        html! {
            td class=(class) title=[title] {
                @if nothing { (standing.sign()) }
                @else { a href=(format!("#s{who}e{at}")) { (standing.sign()) } }
            }
        }
    }

    fn legend(&self) -> Markup {
        let all = self.statistics.iter().flat_map(|it| it.standings.keys());
        let there: std::collections::BTreeSet<&Standing> = all.collect();
        html! {
            ul.legend {
                @for standing in Standing::ALL.iter().filter(|it| there.contains(it)) {
                    li { (sign(*standing)) " " (standing.words()) }
                }
            }
        }
    }
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        it if it % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}
