//! What is not accessible on a page, as axe-core finds it.

use serde::Deserialize;

use crate::browser::Tab;

const AXE: &str = include_str!("../axe-core/axe.min.js");

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    html: String,
    failure_summary: Option<String>,
}

/// Every violation of WCAG 2.2 A and AA, and of axe's best practices, on the page as it is now.
pub async fn violations(tab: &Tab) -> Vec<String> {
    if !tab.eval::<bool>("typeof axe === 'object'").await {
        // As from the console: the page's policy does not hold for it.
        tab.run(AXE).await;
    }
    let run = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', \
               'best-practice'], resultTypes: ['violations']}).then(it => JSON.stringify(it.violations))";
    let found: String = tab.eval(run).await;
    let found: Vec<Violation> = serde_json::from_str(&found).expect("axe's own format");
    found
        .iter()
        .flat_map(|violation| {
            violation.nodes.iter().map(|node| {
                format!(
                    "{}: {}\n    {}\n    {}",
                    violation.id,
                    violation.help,
                    node.html.chars().take(300).collect::<String>(),
                    node.failure_summary
                        .as_deref()
                        .unwrap_or_default()
                        .replace('\n', "\n    ")
                )
            })
        })
        .collect()
}
