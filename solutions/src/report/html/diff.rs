//! What an answer changed in the stub.

use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use crate::text;

/// So many unchanged lines stand around a change.
const CONTEXT: usize = 3;
/// What is larger is not compared: comparing takes the square of it.
const LARGEST: usize = 256 << 10;
const LONGEST: usize = 4000;
/// So many lines are shown, each so long.
const LINES: usize = 400;
const COLUMNS: usize = 240;

pub(super) fn render(stub: Option<&str>, answer: &str) -> Markup {
    let stub = stub.unwrap_or_default().replace("\r\n", "\n");
    let answer = text::shown(answer);
    if answer.len() > LARGEST || answer.lines().count() > LONGEST {
        return html! {
            details.diff {
                summary { "The answer, which is too long to be compared with the stub" }
                pre tabindex="0" {
                    @for line in answer.lines().take(LINES) { (text::cut(line, COLUMNS)) "\n" }
                }
            }
        };
    }
    let diff = TextDiff::from_lines(&stub, &answer);
    let (mut added, mut removed) = (0, 0);
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => added += 1,
            ChangeTag::Delete => removed += 1,
            ChangeTag::Equal => {}
        }
    }
    html! {
        details.diff {
            summary { "What was changed in the stub: " span.plus { "+" (added) } " " span.minus { "−" (removed) } }
            pre tabindex="0" { (lines(&diff)) }
        }
    }
}

fn lines(diff: &TextDiff<'_, '_, str>) -> Markup {
    let groups = diff.grouped_ops(CONTEXT);
    let groups = groups.iter().enumerate();
    let all: Vec<_> = groups
        .flat_map(|(at, group)| {
            let gap = (at > 0).then_some(None);
            let changes = group.iter().flat_map(|it| diff.iter_changes(it)).map(Some);
            gap.into_iter().chain(changes).collect::<Vec<_>>()
        })
        .collect();
    html! {
        @for line in all.iter().take(LINES) {
            @match line {
                None => i { "⋯\n" },
                Some(change) => {
                    @let line = text::cut(change.value().trim_end_matches('\n'), COLUMNS);
                    @match change.tag() {
                        ChangeTag::Insert => ins { "+ " (line) "\n" },
                        ChangeTag::Delete => del { "- " (line) "\n" },
                        ChangeTag::Equal => { "  " (line) "\n" },
                    }
                }
            }
        }
        @if all.len() > LINES { i { "and " (all.len() - LINES) " more lines\n" } }
    }
}
