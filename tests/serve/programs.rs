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
async fn a_snippet_is_run_by_its_page_and_line() {
    let tree = Tree::workshop().await;
    tree.page(
        "# A\n\n```rust\n# let x = 6;\nprintln!(\"{}\", x * 7);\n```\n\n\
         ```rust,compile_fail,E0384\nlet x = 1;\nx = 2;\n```\n\n\
         ```rust,no_run\nloop {}\n```\n\n```text\nprose\n```\n",
    );
    let served = tree.serve().await;
    let built = served.get("/index.html").await.body;
    let mut places = built.match_indices("data-program=").map(|(at, _)| {
        let rest = &built[at + "data-program=\"".len()..];
        rest[..rest.find('"').expect("closed")].to_owned()
    });
    let mut page = served.page().await;
    let first = places.next().expect("a snippet to be run");
    let (written, end) = run(&mut page, &first).await;
    assert_eq!(written, "42\n", "{end}");
    let second = places.next().expect("another one");
    let (_, end) = run(&mut page, &second).await;
    assert!(
        end["text"].as_str().is_some_and(|it| it.contains("E0384")),
        "{end}"
    );
    assert_eq!(places.next(), None, "the others are not to be run");
    // There is a line 1 on that page, but no snippet.
    let page_of = first.rsplit_once(':').expect("a page and its line").0;
    let elsewhere = format!("{page_of}:1");
    page.ask(json!({"ask": "run", "program": elsewhere})).await;
    assert_eq!(page.until("refused").await["program"], elsewhere);
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
