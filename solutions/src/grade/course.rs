//! What is graded, and by what.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use workbook::catalog::{Catalog, Exercise};
use workbook::judge::Suite;
use workbook::screen::Scope;
use workbook::stubs::Stubs;

use super::digest::{self, Digest};
use super::given::{self, Given};
use super::{Job, signature};
use crate::hidden::{HiddenFile, HiddenTests};
use crate::result::{GradedWith, VERSION};

/// The exercises that are graded, and with what.
#[derive(Clone, Debug)]
pub struct Course {
    /// What must be the same for two results to be of one kind.
    pub graded_with: GradedWith,
    /// In the order of the course.
    pub tasks: Vec<Task>,
}

/// By what the verdicts come about, besides the tests.
#[derive(Clone, Debug)]
pub struct Machine {
    /// What `rustc --version` says.
    pub toolchain: String,
    /// The name of the containment.
    pub containment: String,
}

/// One exercise to grade.
#[derive(Clone, Debug)]
pub struct Task {
    /// The exercise.
    pub exercise: Exercise,
    /// The title of its chapter.
    pub chapter: String,
    /// The digest of all that decides on its verdicts, but for the answer.
    pub digest: String,
    /// What its answers may do, for which they are [looked at](workbook::screen).
    pub scope: Scope,
    /// Its hidden tests, whose suites are the last of `suites`.
    pub(super) hidden: Vec<HiddenFile>,
    suites: Vec<Suite>,
    /// For each of its own tests whether the stub passes it, if that is recorded.
    pub(super) given: Option<Vec<bool>>,
    stub: String,
    /// The reference solution, where hidden tests have to be tried on it.
    reference: Option<String>,
}

impl Course {
    /// Puts together what is known of `exercises`, whose own tests `suites` knows.
    ///
    /// # Errors
    ///
    /// If a file of the course cannot be read.
    pub fn new(
        catalog: &Catalog,
        exercises: &[&Exercise],
        stubs: &Stubs,
        hidden: &HiddenTests,
        machine: Machine,
        suites: impl Fn(&Exercise) -> anyhow::Result<Vec<Suite>>,
    ) -> anyhow::Result<Self> {
        let digests = Digests::read(catalog).context("the course cannot be read")?;
        let given = Given::read(&catalog.root)?;
        let mut tasks = Vec::new();
        for exercise in exercises {
            let id = exercise.id();
            let files = hidden.of(exercise);
            let mut all = suites(exercise)?;
            let own = all.iter().flat_map(|it| &it.tests);
            let own = own
                .map(|it| given.passes(&id, &it.target, &it.name))
                .collect();
            // It may have been withheld.
            let reference = fs::read_to_string(catalog.root.join(exercise.solution())).ok();
            all.extend(files.iter().map(|file| Suite {
                target: file.target.clone(),
                tests: file.tests.clone(),
                text: file.text.clone(),
                hidden: true,
            }));
            let stub = stubs.get(&id).with_context(|| {
                format!(
                    "{id} is not among the recorded stubs: `cargo workbook verify --record` records it"
                )
            })?;
            if let Some(reference) = &reference {
                let guards = signature::guards(stub, reference);
                all.iter_mut().for_each(|it| it.text.push_str(&guards));
            }
            let chapter = catalog.chapters.iter().find(|it| it.id == exercise.chapter);
            tasks.push(Task {
                chapter: chapter.map_or_else(String::new, |it| it.title.clone()),
                digest: digests.of_task(exercise, &all, stub, &machine),
                scope: Scope::of(catalog, exercise)?,
                hidden: files.to_vec(),
                suites: all,
                given: own,
                stub: stub.to_owned(),
                reference: reference.filter(|_| !files.is_empty()),
                exercise: (*exercise).clone(),
            });
        }
        Ok(Self {
            graded_with: GradedWith {
                toolchain: machine.toolchain,
                containment: machine.containment,
                course: digests.of_course(stubs, hidden),
            },
            tasks,
        })
    }

    /// The same, which goes by what the stubs pass now, in place of what is recorded.
    #[must_use]
    pub fn measured_anew(mut self) -> Self {
        self.tasks.iter_mut().for_each(|task| task.given = None);
        self
    }

    /// The stubs, by which points are shared out, and the solutions, on which hidden tests are tried.
    pub(super) fn own_jobs(&self) -> impl Iterator<Item = Job> {
        self.tasks.iter().enumerate().flat_map(|(task, it)| {
            [Some(it.stub_answer()), it.reference_answer()]
                .into_iter()
                .flatten()
                .map(move |answer| Job { task, answer })
        })
    }

    /// The texts of [`own_jobs`](Self::own_jobs).
    pub(super) fn own_texts(&self) -> impl Iterator<Item = &str> {
        self.tasks
            .iter()
            .flat_map(|it| [Some(&it.stub), it.reference.as_ref()])
            .flatten()
            .map(String::as_str)
    }
}

impl Task {
    /// The key of an answer, of which this is the SHA-256.
    pub(super) fn key(&self, answer: &str) -> String {
        format!("{}:{answer}", self.exercise.id())
    }

    /// All that judges it, the course's own first.
    pub(super) fn suites(&self) -> &[Suite] {
        &self.suites
    }

    /// Its tests, in their order.
    pub(super) fn tests(&self) -> impl Iterator<Item = (&Suite, &workbook::catalog::Test)> {
        self.suites
            .iter()
            .flat_map(|suite| suite.tests.iter().map(move |test| (suite, test)))
    }

    pub(super) fn is_stub(&self, text: &str) -> bool {
        self.stub == text
    }

    pub(super) fn stub_answer(&self) -> String {
        digest::of_text(&self.stub)
    }

    pub(super) fn reference_answer(&self) -> Option<String> {
        self.reference.as_deref().map(digest::of_text)
    }
}

/// Digests of what tests are made of, on which every verdict depends.
struct Digests {
    /// What all chapters share.
    common: String,
    /// By the id of the chapter.
    chapters: Vec<(String, String)>,
    /// What is recorded of the stubs. It decides on scores, and on no verdict.
    recorded: String,
}

impl Digests {
    fn read(catalog: &Catalog) -> std::io::Result<Self> {
        let root = &catalog.root;
        let mut common = Digest::default();
        let given = fs::read(root.join(given::FILE)).unwrap_or_default();
        let mut recorded = Digest::default();
        recorded.add(given::FILE, given);
        for name in ["Cargo.toml", "Cargo.lock"] {
            common.add(name, fs::read(root.join(name))?);
        }
        let support = Path::new("exercises/support");
        common.add_folder(root, support, &|path| !path.ends_with("target"))?;
        let mut chapters = Vec::new();
        for chapter in &catalog.chapters {
            let folder = Path::new("exercises").join(&chapter.id);
            // Neither what learners edit nor what was wrong once.
            let wanted = |path: &Path| {
                let at_top = path.parent() == Some(folder.as_path());
                let edited = path.extension().is_some_and(|it| it == "rs");
                !(at_top && (edited || path.ends_with("wrong") || path.ends_with("target")))
            };
            let mut digest = Digest::default();
            digest.add_folder(root, &folder, &wanted)?;
            chapters.push((chapter.id.clone(), digest.finish()));
        }
        Ok(Self {
            common: common.finish(),
            chapters,
            recorded: recorded.finish(),
        })
    }

    fn of_task(
        &self,
        exercise: &Exercise,
        suites: &[Suite],
        stub: &str,
        machine: &Machine,
    ) -> String {
        let mut digest = Digest::default();
        digest.add(
            "version",
            format!("{VERSION} {}", env!("CARGO_PKG_VERSION")),
        );
        digest.add("toolchain", &machine.toolchain);
        digest.add("containment", &machine.containment);
        digest.add("common", &self.common);
        let chapter = self.chapters.iter().find(|(id, _)| *id == exercise.chapter);
        digest.add("chapter", chapter.map_or("", |(_, digest)| digest));
        digest.add("exercise", exercise.id());
        digest.add("stub", stub);
        for suite in suites.iter().filter(|it| it.hidden) {
            digest.add(&suite.target, &suite.text);
        }
        digest.finish()
    }

    fn of_course(&self, stubs: &Stubs, hidden: &HiddenTests) -> String {
        let mut digest = Digest::default();
        digest.add("common", &self.common);
        digest.add("recorded", &self.recorded);
        for (id, chapter) in &self.chapters {
            digest.add(id, chapter);
        }
        for (id, stub) in stubs.iter() {
            digest.add(id, stub);
        }
        for (id, file) in hidden.iter() {
            digest.add(&format!("{id} {}", file.target), &file.text);
        }
        digest.finish()
    }
}
