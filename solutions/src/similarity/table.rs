//! `similarity.csv`: a line for each lead.

use std::io;

use super::{Shared, Similarities};
use crate::spreadsheet::{self, cell};

/// The whole file.
pub(super) fn render(similarities: &Similarities) -> io::Result<String> {
    let mut table = spreadsheet::table();
    table.write_record(["first", "second", "score", "exercises", "evidence"])?;
    for lead in &similarities.leads {
        let evidence: Vec<String> = lead.shared.iter().map(evidence).collect();
        table.write_record([
            cell(&lead.first.id),
            cell(&lead.second.id),
            format!("{:.1}", lead.score),
            lead.shared.len().to_string(),
            evidence.join("; "),
        ])?;
    }
    spreadsheet::finished(table)
}

fn evidence(shared: &Shared) -> String {
    let alike = if shared.identical {
        "identical".to_owned()
    } else {
        format!("{:.0}% alike", shared.share * 100.0)
    };
    format!("{} {:.1} ({alike})", shared.exercise, shared.score)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::{Lead, Marked, Person};

    #[test]
    fn a_lead_is_a_line_and_no_formula() {
        let marked = Marked {
            text: String::new(),
            passages: Vec::new(),
        };
        let shared = |exercise: &str, identical| Shared {
            exercise: exercise.to_owned(),
            title: String::new(),
            score: 41.25,
            share: 0.876,
            identical,
            first: marked.clone(),
            second: marked.clone(),
        };
        let person = |id: &str| Person {
            id: id.to_owned(),
            name: None,
        };
        let similarities = Similarities {
            leads: vec![Lead {
                first: person("=cmd|' /C calc'!A0"),
                second: person("b,\"c\"\nd"),
                score: 82.5,
                shared: vec![shared("ch01/ex01", false), shared("ch01/ex02", true)],
            }],
            ..Similarities::default()
        };
        assert_eq!(
            render(&similarities).expect("a table"),
            "first,second,score,exercises,evidence\n\
             '=cmd|' /C calc'!A0,\"b,\"\"c\"\"\nd\",82.5,2,\
             ch01/ex01 41.2 (88% alike); ch01/ex02 41.2 (identical)\n"
        );
    }
}
