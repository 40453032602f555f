//! What a page is given.

use interleaving::drawing::Drawing;
use interleaving::svg::Extent;

use crate::bugs;

#[test]
fn the_moments_of_a_deadlock() {
    let drawing = Drawing::new(&bugs::lock_order(), "a", Extent::Shortened);
    let moments = serde_json::to_string_pretty(&drawing.moments).expect("JSON");
    insta::assert_snapshot!(moments);
}

/// The page goes through what the drawing shows, and through nothing else.
#[test]
fn every_step_of_a_drawing_has_its_moment() {
    for (name, bug) in bugs::all() {
        for extent in [Extent::Shortened, Extent::Whole] {
            if extent == Extent::Whole && !Drawing::can_be_whole(&bug) {
                continue;
            }
            let drawing = Drawing::new(&bug, name, extent);
            let drawn = drawing.html.matches(" data-step=").count();
            assert_eq!(drawn, 2 * drawing.moments.len(), "{name}");
            for moment in drawing.moments {
                let group = format!(" data-step=\"{}\"", moment.step);
                assert_eq!(drawing.html.matches(&group).count(), 2, "{name}");
            }
        }
    }
}

/// An empty line would end the HTML in a page of Markdown.
#[test]
fn a_figure_can_stand_in_markdown() {
    for (name, bug) in bugs::all() {
        let html = Drawing::new(&bug, name, Extent::Whole).html;
        assert!(html.lines().all(|it| !it.trim().is_empty()), "{html}");
        assert!(
            !html.contains("<script") && !html.contains(" style="),
            "{html}"
        );
    }
}

/// Whatever the learner's code says is text.
#[test]
fn what_a_program_says_is_never_markup() {
    let mut bug = bugs::lost_update();
    let hostile = "<script>x</script>\"&";
    bug.threads[1].name = hostile.into();
    bug.objects[1].name = hostile.into();
    bug.failure.message = format!("{hostile}\n\n{hostile}");
    for place in [&mut bug.failure.place, &mut bug.steps[4].place] {
        let place = place.as_mut().expect("a place");
        (place.file, place.source) = (hostile.into(), Some(hostile.into()));
    }
    let html = Drawing::new(&bug, "a", Extent::Whole).html;
    assert!(
        !html.contains("<script") && !html.contains("\"&\""),
        "{html}"
    );
    assert!(html.lines().all(|it| !it.trim().is_empty()));
}
