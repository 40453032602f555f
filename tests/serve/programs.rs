//! Programs of the book, run from the page.

use serde_json::{Value, json};

use crate::served::{Page, Tree};

const RECORDING: &str = "---\nsource: x\n---\nrecorded\n";

/// Writes a program and shows it.
fn show(tree: &Tree, path: &str, code: &str) {
    tree.write(&format!("book/ch01-a/{path}"), code);
    let file = path.rsplit_once('/').expect("a folder").1;
    tree.write(&format!("book/ch01-a/output/{file}.snap"), RECORDING);
    tree.page(&format!("{{{{#program {path}}}}}"));
}

/// Runs it to its last step, and returns what it wrote and that step.
async fn run(page: &mut Page, path: &str) -> (String, Value) {
    page.ask(json!({"ask": "run", "program": path})).await;
    let mut written = String::new();
    loop {
        let told = page.until("running").await;
        let step = told["step"].clone();
        match step["step"].as_str().expect("a step") {
            "output" => written.push_str(step["text"].as_str().expect("text")),
            "building" | "running" => {}
            _ => return (written, step),
        }
    }
}

#[tokio::test]
async fn a_rust_program_is_built_and_run() {
    let tree = Tree::workshop().await;
    let code = "fn main() {\n    println!(\"here\");\n    eprintln!(\"€\");\n    std::process::exit(3);\n}\n";
    show(&tree, "rust/x.rs", code);
    let served = tree.serve().await;
    let mut page = served.page().await;
    let (written, end) = run(&mut page, "book/ch01-a/rust/x.rs").await;
    assert!(
        written.contains("here\n") && written.contains("€\n"),
        "{written}"
    );
    assert_eq!(end["how"], "exit status 3");
    assert_eq!(end["well"], false);

    tree.write("book/ch01-a/rust/x.rs", "fn main() { let x: u8 = \"\"; }\n");
    page.until("reload").await;
    let (_, end) = run(&mut page, "book/ch01-a/rust/x.rs").await;
    assert!(
        end["text"].as_str().is_some_and(|it| it.contains("E0308")),
        "{end}"
    );

    // It says something, never ends, and is stopped.
    let endless =
        "fn main() {\n    println!(\"on\");\n    loop {\n        std::thread::park();\n    }\n}\n";
    tree.write("book/ch01-a/rust/x.rs", endless);
    page.until("reload").await;
    let job = json!({"run": "book/ch01-a/rust/x.rs"});
    page.ask(json!({"ask": "run", "program": job["run"]})).await;
    let told = page
        .until_some("its output", |it| it["step"]["step"] == "output")
        .await;
    assert_eq!(told["step"]["text"], "on\n", "output streams while it runs");
    page.ask(json!({"ask": "cancel", "job": job})).await;
    assert_eq!(page.until("canceled").await["job"], job);
}

#[tokio::test]
async fn a_go_program_is_run_where_go_is_found() {
    let tree = Tree::workshop().await;
    let code = "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"here\")\n}\n";
    show(&tree, "go/x.go", code);
    let served = tree.serve().await;
    let mut page = served.page().await;
    let required = std::env::var("WORKBOOK_REQUIRE_ALL").is_ok_and(|it| it == "1");
    if let Err(error) = workbook::programs::go::Go::find().await {
        assert!(!required, "Go is required here: {error}");
        eprintln!("NOT TRIED: no Go program is run from a page, for {error}");
        page.ask(json!({"ask": "run", "program": "book/ch01-a/go/x.go"}))
            .await;
        assert_eq!(
            page.until("refused").await["program"],
            "book/ch01-a/go/x.go"
        );
        return;
    }
    let (written, end) = run(&mut page, "book/ch01-a/go/x.go").await;
    assert_eq!(written, "here\n");
    assert_eq!(end["how"], "exit status 0");
}

#[tokio::test]
async fn only_the_books_programs_are_run() {
    let tree = Tree::new();
    tree.write("elsewhere.rs", "fn main() {}\n");
    let served = tree.serve().await;
    let mut page = served.page().await;
    for path in [
        "elsewhere.rs",
        "book/ch01-a/rust/../../../elsewhere.rs",
        "/bin/sh",
        "",
    ] {
        page.ask(json!({"ask": "run", "program": path})).await;
        let refused = page.until("refused").await;
        assert_eq!(refused["program"], path);
    }
}
