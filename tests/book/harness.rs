//! What the tests share: the workbook's own book, built once; its code, compiled once; and a small
//! workbook to break.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;
use workbook::book::{self, Built, Page, Quiz, Snippet};
use workbook::catalog::Finding;
use workbook::programs::package::{Bin, Compiled, Package};
use workbook::programs::{Language, Program};

/// The root of the workbook.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of these tests, kept from one run to the next: compilers find their work there again.
pub fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("book")
        .join(name)
}

/// Whether what cannot be tried here is a failure.
pub fn all_required() -> bool {
    std::env::var("WORKBOOK_REQUIRE_ALL").is_ok_and(|it| it == "1")
}

/// Runs a future to its end.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(future)
}

/// Fails with all of `findings`, if there are any.
#[track_caller]
pub fn assert_none<T: std::fmt::Display>(findings: &[T]) {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "\n{}", lines.join("\n"));
}

/// The pages of the workbook.
pub fn pages() -> Vec<Page> {
    Page::all(root()).expect("the pages can be read")
}

/// The programs of the workbook in one language.
pub fn programs(language: Language) -> Vec<Program> {
    let mut programs = Program::all(root()).expect("the programs can be read");
    programs.retain(|program| program.language == language);
    programs
}

/// The snippets of the workbook, and what is wrong with its fenced blocks.
pub fn snippets() -> (Vec<Snippet>, Vec<Finding>) {
    let (mut snippets, mut findings) = (Vec::new(), Vec::new());
    for page in pages() {
        let (these, wrong) = Snippet::on(&page, root());
        snippets.extend(these);
        findings.extend(wrong);
    }
    (snippets, findings)
}

/// The quizzes that the pages of the workbook show, and what is wrong with any of them.
pub fn quizzes() -> (Vec<Quiz>, Vec<Finding>) {
    let (mut quizzes, mut findings) = (Vec::new(), Vec::new());
    for path in pages().iter().flat_map(Page::quizzes) {
        match Quiz::load(root(), &path) {
            Ok(quiz) => quizzes.push(quiz),
            Err(finding) => findings.push(finding),
        }
    }
    (quizzes, findings)
}

/// Every Rust program, quiz and snippet of the workbook, compiled in one go, by its unique name.
pub fn compiled() -> &'static HashMap<String, Compiled> {
    static COMPILED: OnceLock<HashMap<String, Compiled>> = OnceLock::new();
    COMPILED.get_or_init(|| {
        let quizzes = quizzes().0;
        let asked = quizzes.iter().map(Quiz::subject);
        let mut bins: Vec<Bin> = programs(Language::Rust)
            .into_iter()
            .chain(asked.filter(|program| program.language == Language::Rust))
            .map(|program| Bin {
                name: program.unique_name(),
                source: root().join(&program.path),
            })
            .collect();
        // One that no page shows: the tests of models need it.
        bins.push(Bin {
            name: "lost_update".to_owned(),
            source: root().join("tests/book/models/lost_update.rs"),
        });
        for snippet in snippets().0 {
            let bin = Bin {
                source: kept("rust/snippets").join(format!("{}.rs", snippet.unique_name())),
                name: snippet.unique_name(),
            };
            write(&bin.source, &snippet.program());
            bins.push(bin);
        }
        let package = Package::prepare(root(), &kept("rust"), bins).expect("prepared");
        block_on(package.build()).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// The folder of the workbook's own book, built.
pub fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let output = kept("html");
        book::render(root(), &output, Built::ForAnywhere).unwrap_or_else(|error| panic!("{error}"));
        output
    })
}

/// The files of a built book whose names end so.
pub fn files(folder: &Path, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, suffix));
        } else if path.to_string_lossy().ends_with(suffix) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Writes a file, unless it is like that already.
pub fn write(path: &Path, text: &str) {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// A workbook with one chapter and one page, to be broken.
pub struct Small {
    folder: TempDir,
}

impl Small {
    /// Its chapter and exercise are real ones: the record of stubs is that of the workbook.
    pub fn new() -> Self {
        let small = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        let manifest = "[[exercise]]\nname = \"ex01_lifo\"\ntitle = \"Last in\"\npoints = 1\n\
            kind = \"test\"\nunsolved = \"panics\"\nhints = [\"Look <closer>.\", \"Look `there`.\"]\n";
        let chapter = "exercises/ch01-defer-drop";
        small.write(
            &format!("{chapter}/chapter.toml"),
            &format!("title = \"Ends\"\n\n{manifest}"),
        );
        small.write(
            &format!("{chapter}/tests/ex01_lifo.rs"),
            "//! It holds.\n\n/// The last is the first.\n#[support::test]\nfn last_is_first() {}\n",
        );
        for file in files(&root().join("book/theme"), "") {
            let path = file.strip_prefix(root()).expect("below it");
            let text = fs::read_to_string(&file).expect("readable");
            write(&small.root().join(path), &text);
        }
        let config = fs::read_to_string(root().join("book.toml")).expect("readable");
        small.write("book.toml", &config);
        small.write("book/SUMMARY.md", "# Summary\n\n- [Page](ch01-a/page.md)\n");
        small.page("# Page\n\nThe first text.\n");
        small
    }

    /// Its root.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes one of its files.
    pub fn write(&self, path: &str, text: &str) {
        write(&self.root().join(path), text);
    }

    /// Writes its page.
    pub fn page(&self, text: &str) {
        self.write("book/ch01-a/page.md", text);
    }

    /// The HTML of its page, or why there is none.
    pub fn render(&self) -> Result<String, String> {
        let output = self.root().join("target/book");
        book::render(self.root(), &output, Built::ForAnywhere)
            .map_err(|error| error.to_string())?;
        Ok(fs::read_to_string(output.join("ch01-a/page.html")).expect("the page is built"))
    }
}
