//! The pages, and how they follow their sources.

use serde_json::json;

use crate::served::{Tree, soon};

#[tokio::test]
async fn the_book_is_served_as_what_it_is() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let front = served.get("/").await;
    assert_eq!(front.status, 200);
    assert!(
        front.head.contains("content-type: text/html"),
        "{}",
        front.head
    );
    assert!(front.body.contains("The first text."));
    for (suffix, kind) in [(".css", "text/css"), ("page.js", "text/javascript")] {
        let path = front
            .body
            .split('"')
            .find(|it| it.ends_with(suffix))
            .unwrap_or_else(|| panic!("no {suffix} on the page"));
        let file = served
            .get(&format!("/{}", path.trim_start_matches('/')))
            .await;
        assert_eq!(file.status, 200, "{path}");
        assert!(file.head.contains(kind), "{}", file.head);
    }
    let missing = served.get("/ch01-a/nothing.html").await;
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("not found"), "{}", missing.body);
}

#[tokio::test]
async fn an_open_page_follows_its_source() {
    let tree = Tree::new();
    let served = tree.serve().await;
    let mut page = served.page().await;
    tree.page("The second text.");
    page.until("reload").await;
    assert!(served.get("/").await.body.contains("The second text."));

    tree.page("{{#program go/none.go}}");
    let broken = page.until("book").await;
    let why = broken["broken"].as_str().expect("a reason");
    assert!(
        why.contains("book/ch01-a/page.md:3: there is no program"),
        "{why}"
    );
    assert!(served.get("/").await.body.contains("The second text."));
    // Who comes now is told as well.
    let mut late = served.page().await;
    assert_eq!(late.until("book").await, broken);

    tree.page("The third text.");
    assert_eq!(
        page.until("book").await,
        json!({"tell": "book", "broken": null})
    );
    page.until("reload").await;
    assert!(served.get("/").await.body.contains("The third text."));
}

#[tokio::test]
async fn a_chapters_declaration_is_a_source_of_the_book() {
    let tree = Tree::new();
    tree.page("{{#exercise ch01-defer-drop/ex01_lifo}}");
    let served = tree.serve().await;
    let mut page = served.page().await;
    let path = "exercises/ch01-defer-drop/chapter.toml";
    let declared = tree.read(path);
    tree.write(
        path,
        &declared.replace("Last in, first out", "Another title"),
    );
    page.until("reload").await;
    let front = served.get("/").await;
    assert!(front.body.contains("Exercise: Another title"));
}

#[tokio::test]
async fn a_port_that_is_taken_is_refused_by_name_or_passed_over() {
    let taken = workbook::serve::listen(None, Some(0))
        .await
        .expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let error = workbook::serve::listen(None, Some(port))
        .await
        .expect_err("it is taken");
    let message = error.to_string();
    assert!(
        message.contains(&format!("port {port} cannot be used")) && message.contains("`--port 0`"),
        "{message}"
    );
    let first = workbook::serve::listen(None, None)
        .await
        .expect("a free port");
    let second = workbook::serve::listen(None, None)
        .await
        .expect("another free port");
    assert_ne!(
        first.local_addr().expect("an address"),
        second.local_addr().expect("an address")
    );
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_ends_cleanly_when_it_is_asked_to() {
    let tree = Tree::new();
    let mut served = tree.serve().await;
    let _page = served.page().await;
    let pid = served.child.id().expect("it runs").to_string();
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &pid])
        .status();
    assert!(killed.is_ok_and(|status| status.success()));
    let status = soon("its end", served.child.wait()).await.expect("waited");
    assert_eq!(status.code(), Some(128 + 15));
    let left: Vec<_> = std::fs::read_dir(tree.path("target"))
        .expect("readable")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, [""; 0], "the built book is removed");
}
