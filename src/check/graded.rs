//! What a learner's own check says of grading: it runs what a grader refuses by sight, and a learner should hear
//! of that before the grader does.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::event::{Diagnostic, Place};
use crate::screen::Refusal;

/// The code of the remark, among those of the compiler.
pub const CODE: &str = "grading";

/// How wide the reason may be.
const WIDTH: usize = 72;

/// The remark that `file`, which has this text, would be refused.
pub(super) fn remark(file: &str, text: &str, refusal: &Refusal) -> Diagnostic {
    let title = "this is refused where answers are graded, whatever the tests say";
    let why = textwrap::fill(refusal.objection(), WIDTH);
    let snippet = Snippet::source(text)
        .path(file)
        .annotation(AnnotationKind::Primary.span(refusal.span.clone()));
    let note = Level::NOTE.message(&why);
    let report = [Level::WARNING
        .primary_title(title)
        .element(snippet)
        .element(note)];
    Diagnostic {
        error: false,
        code: Some(CODE.to_owned()),
        message: format!("where answers are graded, {refusal}"),
        place: Some(place(file, text, refusal)),
        in_exercise: true,
        rendered: Renderer::styled().render(&report),
    }
}

fn place(file: &str, text: &str, refusal: &Refusal) -> Place {
    let position = |at: usize| {
        let before = &text[..at];
        let line = before.bytes().filter(|it| *it == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|it| *it != '\n').count() + 1;
        (line, column)
    };
    let (line, column) = position(refusal.span.start);
    let (end_line, end_column) = position(refusal.span.end);
    Place {
        file: file.to_owned(),
        line,
        column,
        end_line,
        end_column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Scope, refusal};

    #[test]
    fn it_says_where_and_why() {
        let text = "// größer 🦀\nuse std::{\n    sync::Mutex, 🦀 };\nimpl PartialEq for A {}\n";
        let refusal = refusal(text, Scope::default()).expect("refused");
        let remark = remark("exercises/a/b.rs", text, &refusal);
        let place = remark.place.expect("a place");
        assert_eq!((place.line, place.column), (4, 6));
        assert_eq!((place.end_line, place.end_column), (4, 15));
        let rendered = anstream::adapter::strip_str(&remark.rendered).to_string();
        insta::assert_snapshot!(rendered);
    }
}
