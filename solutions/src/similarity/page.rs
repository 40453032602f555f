//! `similarity.html`: the leads, and what they share, side by side. It needs no other file, and runs no
//! script.

use std::ops::Range;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{FEWEST_EXERCISES, Lead, Marked, Person, Shared, Similarities};
use crate::text::{self, counted};

/// How many lines are shown before and after a line with a passage in it.
const AROUND: usize = 2;

/// Nothing is loaded and nothing runs, whatever an answer's text may say.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The whole page.
pub(super) fn render(similarities: &Similarities) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Similar submissions" }
                style { (PreEscaped(include_str!("page.css"))) }
            }
            body {
                main {
                    h1 { "Similar submissions" }
                    (introduction(similarities))
                    @if similarities.leads.is_empty() {
                        p { strong { "No two submissions share enough to be looked at." } }
                    } @else {
                        (overview(similarities))
                        @for (number, lead) in (1..).zip(&similarities.leads) {
                            (pair(number, lead))
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

fn introduction(similarities: &Similarities) -> Markup {
    let Similarities {
        students,
        exercises,
        answers,
        missing,
        ..
    } = similarities;
    html! {
        p {
            "Compared: " (counted(*answers, "different answer")) ", of " (counted(*students, "student"))
            ", to " (counted(*exercises, "exercise")) ". "
            @if *missing > 0 {
                strong {
                    (counted(*missing, "answer")) " could not be compared, because the text is not in \
                    the folder " code { "answers" } "."
                }
            }
        }
        section.note aria-labelledby="note" {
            h2 #note { "What this is, and what it is not" }
            p {
                strong { "These are leads, for a person to look into. None of them is a finding, and none \
                    of them should touch a grade by itself." }
                " Two people who share a passage may have worked together where that was allowed, read the \
                same text, asked the same assistant, or had the same thought. Read the passages, and ask \
                the people."
            }
            p {
                "Answers are compared without names, comments, layout and order. What stands in the stubs, \
                the reference solutions, the known wrong answers, the tests or the book counts nothing, nor \
                does what many in this class have. What is left counts the more, the fewer have it. A pair \
                is listed only if it shares enough of that, in at least "
                (counted(FEWEST_EXERCISES.min(*exercises), "exercise")) ", and several times as much as \
                most pairs of this class. "
                "So a pair that is not listed may have copied: one exercise, a solution that half the class \
                has, or with more work than doing it would have been."
            }
            p {
                "The score is the sum over the exercises. An exercise adds at most 60, and nothing if what is \
                shared could be chance. It has no unit, and no value from which on it proves anything."
            }
        }
    }
}

fn overview(similarities: &Similarities) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="The pairs" {
            table {
                caption { "The pairs, those who share most first" }
                thead {
                    tr {
                        th scope="col" { "No." }
                        th scope="col" { "One" }
                        th scope="col" { "Other" }
                        th.number scope="col" { "Score" }
                        th.number scope="col" { "Exercises" }
                    }
                }
                tbody {
                    @for (number, lead) in (1..).zip(&similarities.leads) {
                        tr {
                            td { a href={ "#pair-" (number) } { (number) } }
                            td { (person(&lead.first)) }
                            td { (person(&lead.second)) }
                            td.number { (format!("{:.1}", lead.score)) }
                            td.number { (lead.shared.len()) }
                        }
                    }
                }
            }
        }
        @if similarities.left_out > 0 {
            p { (counted(similarities.left_out, "more pair")) " with a lower score are not shown." }
        }
    }
}

fn pair(number: usize, lead: &Lead) -> Markup {
    html! {
        section.pair aria-labelledby={ "pair-" (number) } {
            h2 id={ "pair-" (number) } {
                (number) ". " (person(&lead.first)) " and " (person(&lead.second))
            }
            p { "Score " (format!("{:.1}", lead.score)) ", from " (counted(lead.shared.len(), "exercise")) "." }
            @for shared in &lead.shared {
                (exercise(lead, shared))
            }
        }
    }
}

fn exercise(lead: &Lead, shared: &Shared) -> Markup {
    html! {
        details {
            summary {
                span.title { (visible(&shared.title)) }
                " " code { (visible(&shared.exercise)) } " "
                span.says {
                    (format!("{:.1}", shared.score)) ": "
                    @if shared.identical {
                        "the same text, byte for byte"
                    } @else {
                        (format!("{:.0}% of what is rare is shared", shared.share * 100.0))
                    }
                }
            }
            div.sides {
                (side(&lead.first, &shared.first))
                (side(&lead.second, &shared.second))
            }
        }
    }
}

fn side(of: &Person, marked: &Marked) -> Markup {
    html! {
        figure {
            figcaption { (person(of)) }
            pre tabindex="0" {
                code {
                    @for (number, part) in excerpts(marked).into_iter().enumerate() {
                        @if number > 0 || part.start > 0 { span.left-out { "…" } "\n" }
                        (excerpt(marked, part))
                    }
                }
            }
        }
    }
}

/// The parts of the text to show: the lines with passages and some around them.
fn excerpts(marked: &Marked) -> Vec<Range<usize>> {
    let text = &marked.text;
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let line = |at: usize| starts.partition_point(|&start| start <= at) - 1;
    let mut parts: Vec<Range<usize>> = Vec::new();
    for passage in &marked.passages {
        let first = line(passage.place.start).saturating_sub(AROUND);
        let after = line(passage.place.end.saturating_sub(1)) + AROUND + 1;
        let end = starts.get(after).copied().unwrap_or(text.len());
        match parts.last_mut() {
            Some(last) if starts[first] <= last.end => last.end = last.end.max(end),
            _ => parts.push(starts[first]..end),
        }
    }
    parts
}

fn excerpt(marked: &Marked, part: Range<usize>) -> Markup {
    let text = &marked.text;
    let within = |at: usize| (part.start..part.end).contains(&at);
    let passages: Vec<_> = marked
        .passages
        .iter()
        .filter(|passage| within(passage.place.start))
        .collect();
    let ends = std::iter::once(part.start).chain(passages.iter().map(|it| it.place.end));
    let last = passages.last().map_or(part.start, |it| it.place.end);
    html! {
        @for (end, passage) in ends.zip(&passages) {
            (visible(&text[end..passage.place.start]))
            mark.{ "hue-" (passage.number % 6) } {
                sup { (passage.number) }
                (visible(&text[passage.place.clone()]))
            }
        }
        (visible(&text[last..part.end]))
        @if !text[..part.end].ends_with('\n') { "\n" }
    }
}

fn person(person: &Person) -> Markup {
    html! {
        span.person {
            (visible(&person.id))
            @if let Some(name) = &person.name { " (" (visible(name)) ")" }
        }
    }
}

/// The text with names for the characters that hide, or that turn others around.
fn visible(text: &str) -> String {
    let hidden = |char: char| {
        char.is_control() && !matches!(char, '\n' | '\t' | '\r')
            || text::hides(char)
            // Joiners are part of how some languages are written, and of nothing in code.
            || matches!(char, '\u{200c}' | '\u{200d}' | '\u{2065}' | '\u{206a}'..='\u{206f}')
    };
    let mut visible = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\r' => {}
            _ if hidden(char) => visible.extend(char.escape_unicode()),
            _ => visible.push(char),
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Passage;

    fn marked(text: &str, passages: &[&str]) -> Marked {
        let numbered = passages.iter().zip(1..);
        let passages = numbered.map(|(passage, number)| {
            let start = text.find(passage).expect("it is there");
            let place = start..start + passage.len();
            Passage { number, place }
        });
        Marked {
            text: text.to_owned(),
            passages: passages.collect(),
        }
    }

    fn similarities(first: &str, text: &str) -> Similarities {
        let person = |id: &str| Person {
            id: id.to_owned(),
            name: Some(first.to_owned()),
        };
        Similarities {
            leads: vec![Lead {
                first: person(first),
                second: person("other"),
                score: 120.0,
                shared: vec![Shared {
                    exercise: "ch01-a/ex01_b".to_owned(),
                    title: "A <title>".to_owned(),
                    score: 60.0,
                    share: 0.5,
                    identical: false,
                    first: marked(text, &[text]),
                    second: marked(text, &[text]),
                }],
            }],
            ..Similarities::default()
        }
    }

    #[test]
    fn what_students_write_is_text() {
        let hostile =
            "</code></pre><script>alert(1)</script><img src=x onerror='a()'>\u{202e}\"&amp;\u{0}";
        let page = render(&similarities(hostile, hostile));
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
        assert!(page.contains("\\u{202e}") && !page.contains('\u{202e}'));
        assert!(page.contains("&amp;amp;\\u{0}"));
    }

    #[test]
    fn lines_around_a_passage_are_shown_and_others_are_not() {
        let text: String = (0..30).map(|n| format!("line {n}\n")).collect();
        let parts = excerpts(&marked(&text, &["line 3\n", "line 8\n", "line 27"]));
        let shown: Vec<&str> = parts.into_iter().map(|part| &text[part]).collect();
        assert_eq!(shown.len(), 2);
        assert!(shown[0].starts_with("line 1\n") && shown[0].ends_with("line 10\n"));
        assert!(shown[1].starts_with("line 25\n") && shown[1].ends_with("line 29\n"));
        let short = marked("a\nb", &["a\nb"]);
        assert_eq!(
            excerpt(&short, 0..3).into_string(),
            "<mark class=\"hue-1\"><sup>1</sup>a\nb</mark>\n"
        );
    }
}
