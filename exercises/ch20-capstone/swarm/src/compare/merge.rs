//! Several rounds, made one: of each figure the median. What disturbs one round disturbs one server in it, and the
//! comparison with it.

use serde_json::Value;

use crate::report::Report;

/// The medians of reports of one server; none if there is no report.
///
/// # Errors
///
/// If a report cannot be written as JSON and read again, which would be a defect.
pub fn medians(reports: &[Report]) -> anyhow::Result<Option<Report>> {
    let Some(first) = reports.first() else {
        return Ok(None);
    };
    let values = reports
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<Vec<_>, _>>()?;
    let mut merged: Report = serde_json::from_value(median(values))?;
    merged.options = first.options.clone();
    for report in &reports[1..] {
        for (why, count) in &report.failures {
            // What failed in one round has failed.
            let failed = merged.failures.entry(why.clone()).or_default();
            *failed = (*failed).max(*count);
        }
        let new: Vec<_> = report
            .notes
            .iter()
            .filter(|it| !merged.notes.contains(it))
            .cloned()
            .collect();
        merged.notes.extend(new);
    }
    merged.interrupted = reports.iter().any(|it| it.interrupted);
    Ok(Some(merged))
}

/// The middle one of numbers, field by field; of anything else, the first that is there.
fn median(mut values: Vec<Value>) -> Value {
    values.retain(|it| !it.is_null());
    match values.first() {
        None => Value::Null,
        Some(Value::Object(first)) => {
            let names: Vec<String> = first.keys().cloned().collect();
            let of = |name: &String| {
                values
                    .iter()
                    .filter_map(|it| it.get(name).cloned())
                    .collect()
            };
            names
                .iter()
                .map(|name| (name.clone(), median(of(name))))
                .collect()
        }
        Some(Value::Number(_)) => {
            let number = |it: &Value| it.as_f64().unwrap_or(f64::MAX);
            values.sort_by(|a, b| number(a).total_cmp(&number(b)));
            // Of two, the lower: a count stays a count.
            values.swap_remove((values.len() - 1) / 2)
        }
        Some(_) => values.swap_remove(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_figure_is_the_middle_one() {
        let rounds = [
            json!({ "a": { "us": 3.5, "count": 7 }, "b": null, "name": "x" }),
            json!({ "a": { "us": 9.0, "count": 5 }, "b": { "each": 2.0 }, "name": "x" }),
            json!({ "a": { "us": 4.0, "count": 900 }, "b": { "each": 1.0 }, "name": "x" }),
        ];
        let merged = json!({ "a": { "us": 4.0, "count": 7 }, "b": { "each": 1.0 }, "name": "x" });
        assert_eq!(median(rounds.to_vec()), merged);
        assert_eq!(median(Vec::new()), Value::Null);
    }

    #[test]
    fn what_failed_in_one_round_has_failed() {
        use clap::Parser as _;
        let load = crate::args::Args::parse_from(["swarm", "--compare"]).load;
        let (first, mut second) = (Report::new("x", load.clone()), Report::new("x", load));
        second.failures.insert("reset".into(), 3);
        second.interrupted = true;
        let merged = medians(&[first, second]).unwrap().unwrap();
        assert_eq!((merged.failures["reset"], merged.interrupted), (3, true));
        assert!(medians(&[]).unwrap().is_none());
    }
}
