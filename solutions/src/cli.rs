//! `cargo run -p solutions -- DIR`: its arguments, and what is done with them.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use workbook::catalog::Exercise;
use workbook::judge::{self, Judge};
use workbook::stubs;
use workbook::terminal::{self, WARN, paint, say};
use workbook::workbook::Workbook;

use crate::example;
use crate::grade::given::{self, Given};
use crate::grade::{self, Asked, Course, Machine, Output, Progress, Shard, output};
use crate::hidden::HiddenTests;
use crate::report::{self, Answers};
use crate::result::{Results, Status};
use crate::sandbox;
use crate::similarity::{self, Similarities};
use crate::submission::{Class, Wanted};

/// What the file of results is called, in every output folder.
const RESULTS: &str = "results.json";

/// What the grader exits with when all was done, but some answers could not be graded.
const NOT_GRADED: u8 = 2;

const EXITS: &str = "Exits with 0 if everything was graded, whatever the scores; with 1 if grading could not be \
    done; with 2 if it was done, but some answers could not be graded for reasons that are not theirs.";

/// Grade a folder of submissions to the workbook.
#[derive(Debug, Parser)]
#[command(
    name = "cargo run -p solutions --",
    bin_name = "cargo run -p solutions --",
    version,
    after_help = EXITS
)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    grade: Option<Grade>,
    #[command(subcommand)]
    command: Option<Command>,
    /// The folder of the workbook, if it is not the current one or one above it
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write an example class into a folder, and say how to grade it
    Example(Example),
    /// Put the results of several shards together, and write the reports of all
    Merge(Merge),
    /// For authors: try all stubs, and record which tests they pass, which are therefore worth nothing
    Record,
}

/// The arguments of grading.
#[derive(Debug, clap::Args)]
struct Grade {
    /// The folder with the submissions: one folder, .zip, .tar.gz, .tgz or .tar for each student
    #[arg(value_name = "DIR")]
    submissions: PathBuf,
    /// A CSV file with the students: a column `id`, and if there are `name`, `email` and `submission`
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// A folder with tests of your own: `<chapter>/tests/<exercise>_<anything>.rs`
    #[arg(long, value_name = "FOLDER")]
    hidden: Option<PathBuf>,
    /// Exercises (`ch01/ex02`) or chapters (`ch01`), separated by commas; all if none is named
    #[arg(long, value_name = "EXERCISE|CHAPTER", value_delimiter = ',')]
    exercises: Vec<String>,
    /// Of these, exercises or chapters that are not graded
    #[arg(long, value_name = "EXERCISE|CHAPTER", value_delimiter = ',')]
    leave_out: Vec<String>,
    /// The folder for the reports, and for what is needed to resume
    #[arg(long, value_name = "FOLDER", default_value = "grades")]
    output: PathBuf,
    /// Go on with the grading in the output folder, judging nothing anew that was judged by the same tests
    #[arg(long)]
    resume: bool,
    /// Grade the Kth of N parts of the students, to be merged later
    #[arg(long, value_name = "K/N", default_value_t = Shard::ALL, hide_default_value = true)]
    shard: Shard,
    /// How many compilers, and how many computing tests, run at a time; one for each processor if not said
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// By what submitted code is contained; bubblewrap where it works, else landlock, if not said
    #[arg(long, value_name = "NAME")]
    containment: Option<Containment>,
}

/// The ways to contain submitted code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Containment {
    /// Namespaces, by the program bwrap
    Bubblewrap,
    /// The kernel's Landlock and seccomp
    Landlock,
}

/// The arguments of `example`.
#[derive(Debug, clap::Args)]
struct Example {
    /// The folder for the class, which must be empty or not there
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// The arguments of `merge`.
#[derive(Debug, clap::Args)]
struct Merge {
    /// The output folders of the shards
    #[arg(value_name = "OUT", required = true)]
    parts: Vec<PathBuf>,
    /// The folder for the reports of all
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
}

impl Cli {
    /// The command that goes on with this grading, if it is one.
    pub fn resume_hint(&self) -> Option<String> {
        let grade = self.grade.as_ref().filter(|_| self.command.is_none())?;
        let mut words: Vec<String> = std::env::args().skip(1).map(|it| quoted(&it)).collect();
        if !grade.resume {
            words.push("--resume".to_owned());
        }
        Some(format!("cargo run -p solutions -- {}", words.join(" ")))
    }

    /// Does what the arguments say.
    ///
    /// # Errors
    ///
    /// Whatever keeps the grader from doing its work, for `main` to print.
    pub async fn run(self, progress: &Progress) -> anyhow::Result<ExitCode> {
        match (self.command, self.grade) {
            (Some(Command::Example(args)), _) => example(&args, &open(self.root.as_deref())?),
            (Some(Command::Merge(args)), _) => merge(&args, &open(self.root.as_deref())?),
            (Some(Command::Record), _) => record(&open(self.root.as_deref())?, progress).await,
            (None, Some(args)) => grade(&args, &open(self.root.as_deref())?, progress).await,
            (None, None) => bail!("give the folder with the submissions"),
        }
    }
}

fn open(root: Option<&Path>) -> anyhow::Result<Workbook> {
    let start = match root {
        Some(root) => std::path::absolute(root)
            .with_context(|| format!("there is no folder {}", root.display()))?,
        None => std::env::current_dir().context("the current folder cannot be found")?,
    };
    Ok(Workbook::open(&start)?)
}

async fn grade(args: &Grade, workbook: &Workbook, progress: &Progress) -> anyhow::Result<ExitCode> {
    // What an instructor can mistake is looked at first, and what takes time afterwards.
    outside(&args.output, &args.submissions)?;
    let catalog = &workbook.catalog;
    let exercises = chosen(args, workbook)?;
    let hidden = match &args.hidden {
        Some(folder) => HiddenTests::read(folder, catalog)?,
        None => HiddenTests::default(),
    };
    let mut class = Class::find(&args.submissions, args.roster.as_deref())?;
    let wanted = Wanted::new(catalog);
    class.ensure_whole(&wanted, &args.submissions)?;
    for note in &class.notes {
        tell(note);
    }
    let idle: Vec<String> = hidden
        .iter()
        .filter(|(id, _)| exercises.iter().all(|it| it.id() != *id))
        .map(|(_, file)| file.path.display().to_string())
        .collect();
    if !idle.is_empty() {
        tell(&format!(
            "these hidden tests are of exercises that are not graded: {}",
            idle.join(", ")
        ));
    }
    let all = class.students.len();
    class.students = args.shard.of(class.students).collect();
    if class.students.is_empty() {
        tell(&format!("shard {} of {all} students has none", args.shard));
    }
    let helper = own_executable()?;
    let containment = contain(&helper, args.containment)?;
    can_be_run(&exercises, &*containment)?;
    let mut output = Output::open(&args.output, args.resume)?;
    let otherwise = output.note(&Asked {
        exercises: exercises.iter().map(|it| it.id()).collect(),
        hidden: args.hidden.is_some(),
        shard: args.shard.to_string(),
    })?;
    if !otherwise.is_empty() {
        tell(&format!(
            "{} is graded anew with {}: its reports will be those of now",
            args.output.display(),
            otherwise.join(", and ")
        ));
    }

    let stubs = stubs::shipped();
    let (mut judge, machine) = prepare(workbook, &helper, containment).await?;
    if let Some(jobs) = args.jobs {
        judge = judge.with_jobs(jobs);
    }
    let suites = |exercise: &Exercise| judge.suites(catalog, exercise);
    let course = Course::new(catalog, &exercises, stubs, &hidden, machine, suites)?;
    let mut results = grade::grade(&course, &class, &wanted, &judge, &mut output, progress).await?;
    results.shard = (args.shard != Shard::ALL).then(|| args.shard.to_string());
    report(&results, workbook, &args.output)?;
    finish(&results)
}

/// Writes the reports, and shows the summary.
fn report(results: &Results, workbook: &Workbook, folder: &Path) -> anyhow::Result<()> {
    let answers = Answers::at(folder.join(output::ANSWERS)).with_mistakes(&workbook.catalog)?;
    report::write_all(results, &answers, folder)
        .with_context(|| format!("the reports cannot be written to {}", folder.display()))?;
    let found = compare(results, &answers, workbook, folder)
        .with_context(|| format!("similar answers cannot be told in {}", folder.display()))?;
    // What is piped into a file is not cut off.
    let width = match std::io::stdout().is_terminal() {
        true => terminal::width(),
        false => usize::MAX,
    };
    say(report::terminal(results, width))?;
    if !found.leads.is_empty() {
        say(format_args!(
            "\nMore alike than chance explains, for you to look at: {} in similarity.html\n",
            match found.leads.len() + found.left_out {
                1 => "one pair".to_owned(),
                pairs => format!("{pairs} pairs"),
            }
        ))?;
    }
    say(format_args!("\nAll reports are in {}\n", folder.display()))?;
    Ok(())
}

/// Writes which submissions are suspiciously alike. Of a shard, that is among its own students; of all, when
/// the shards are merged.
fn compare(
    results: &Results,
    answers: &Answers,
    workbook: &Workbook,
    folder: &Path,
) -> anyhow::Result<Similarities> {
    let course = similarity::Course::read(&workbook.catalog, stubs::shipped())?;
    let found = similarity::find(results, &|key| answers.text(key), &course);
    similarity::write(&found, folder)?;
    Ok(found)
}

fn own_executable() -> anyhow::Result<PathBuf> {
    std::env::current_exe().context("the grader's own executable cannot be found")
}

/// Who judges, in the tree that all gradings of a workbook share, and by what.
async fn prepare(
    workbook: &Workbook,
    helper: &Path,
    containment: Arc<dyn judge::Containment>,
) -> anyhow::Result<(Judge, Machine)> {
    let at = workbook.root().join("target").join("grade");
    if !at.exists() {
        tell("what the tests need is built first, which takes some minutes, and only this once");
    }
    let name = containment.name().to_owned();
    let catalog = &workbook.catalog;
    let judge = Judge::prepare(catalog, &at, stubs::shipped(), helper, containment).await?;
    let machine = Machine {
        toolchain: judge.toolchain().to_owned(),
        containment: name,
    };
    Ok((judge, machine))
}

/// By what submitted code is contained. There is no way around it: without one, nothing is graded.
fn contain(
    helper: &Path,
    wanted: Option<Containment>,
) -> anyhow::Result<Arc<dyn judge::Containment>> {
    let kind = wanted.map(|it| match it {
        Containment::Bubblewrap => sandbox::Kind::Bubblewrap,
        Containment::Landlock => sandbox::Kind::Landlock,
    });
    Ok(sandbox::available(helper, kind)?)
}

/// How often each stub is tried: one that has a race may pass a test only now and then.
const TRIES: usize = 5;

/// Writes what the stubs pass.
async fn record(workbook: &Workbook, progress: &Progress) -> anyhow::Result<ExitCode> {
    let catalog = &workbook.catalog;
    // What is run is the course's own, on a machine of its author's.
    let trusting = Arc::new(judge::Trusting);
    let (judge, machine) = prepare(workbook, &own_executable()?, trusting).await?;
    let exercises: Vec<&Exercise> = catalog.exercises().collect();
    let hidden = HiddenTests::default();
    let suites = |exercise: &Exercise| judge.suites(catalog, exercise);
    let course = Course::new(
        catalog,
        &exercises,
        stubs::shipped(),
        &hidden,
        machine,
        suites,
    )?
    .measured_anew();
    let mut given = Given::default();
    for _ in 0..TRIES {
        let folder = tempfile::tempdir().context("there is no folder to try the stubs in")?;
        let mut output = Output::open(folder.path(), false)?;
        let (class, wanted) = (Class::default(), Wanted::new(catalog));
        let results = grade::grade(&course, &class, &wanted, &judge, &mut output, progress).await?;
        given.add(&results);
    }
    let json = serde_json::to_string_pretty(&given).context("it cannot be written")?;
    let path = workbook.root().join(given::FILE);
    workbook::atomic_file::write_atomically(&path, &(json + "\n"))
        .with_context(|| format!("{} cannot be written", path.display()))?;
    say(format_args!("{}\n", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn example(args: &Example, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let folder = &args.folder;
    example::write(&workbook.catalog, stubs::shipped(), folder)?;
    let inside = |name: &str| quoted(&folder.join(name).display().to_string());
    say(format_args!(
        "The class is in {}. To grade it:\ncargo run -p solutions -- {} --roster {} --exercises {} --output {}\n",
        folder.display(),
        inside(example::SUBMISSIONS),
        inside(example::ROSTER),
        example::CHAPTERS.join(","),
        inside("grades"),
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn merge(args: &Merge, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    ensure!(
        !args.output.join(RESULTS).exists(),
        "{} has results already: give another folder by --output, or remove this one",
        args.output.display()
    );
    let mut parts = Vec::new();
    for folder in &args.parts {
        let results = report::json::read(&folder.join(RESULTS)).with_context(|| {
            format!(
                "{}: each OUT must be the output folder of a grading that has ended",
                folder.display()
            )
        })?;
        parts.push((folder.display().to_string(), results));
    }
    let (results, disputed) = grade::merge(parts)?;
    if !disputed.is_empty() {
        tell(&format!(
            "these answers fared better in one part than in another, and the better counts for all who gave \
             them: {}",
            disputed.join(", ")
        ));
    }
    output::merge_answers(&args.parts, &args.output)?;
    report(&results, workbook, &args.output)?;
    finish(&results)
}

/// The exercises that were asked for, in the order of the course; all if none was.
fn chosen<'a>(args: &Grade, workbook: &'a Workbook) -> anyhow::Result<Vec<&'a Exercise>> {
    let ids = |names: &[String]| -> anyhow::Result<BTreeSet<String>> {
        let mut ids = BTreeSet::new();
        for name in names {
            ids.extend(workbook.find_all(name.trim())?.iter().map(|it| it.id()));
        }
        Ok(ids)
    };
    let (wanted, left_out) = (ids(&args.exercises)?, ids(&args.leave_out)?);
    let mut chosen: Vec<_> = workbook.catalog.exercises().collect();
    chosen.retain(|it| wanted.is_empty() || wanted.contains(&it.id()));
    chosen.retain(|it| !left_out.contains(&it.id()));
    ensure!(
        !chosen.is_empty(),
        "all exercises are left out: name one that is graded"
    );
    Ok(chosen)
}

/// Whether the containment has what the tests need. A test that cannot open its sockets would fail whoever is
/// judged by it.
fn can_be_run(exercises: &[&Exercise], containment: &dyn judge::Containment) -> anyhow::Result<()> {
    if containment.has_network() {
        return Ok(());
    }
    let ids: Vec<String> = exercises
        .iter()
        .filter(|it| it.network)
        .map(|it| it.id())
        .collect();
    ensure!(
        ids.is_empty(),
        "these open sockets, for which {} has no room: {}. Install bubblewrap, or grade without them: --leave-out {}",
        containment.name(),
        ids.join(", "),
        ids.join(",")
    );
    Ok(())
}

/// What is written into the folder of submissions would be a submission the next time.
fn outside(output: &Path, submissions: &Path) -> anyhow::Result<()> {
    let absolute = |path: &Path| {
        std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))
    };
    ensure!(
        !absolute(output)?.starts_with(absolute(submissions)?),
        "the output {} is inside of the submissions, {}: give another folder by --output",
        output.display(),
        submissions.display()
    );
    Ok(())
}

fn finish(results: &Results) -> anyhow::Result<ExitCode> {
    let answers = results.students.iter().flat_map(|it| &it.answers);
    let not_graded = answers.filter(|it| it.status == Status::NotGraded).count();
    if not_graded == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    tell(&format!(
        "{not_graded} answers could not be graded, for reasons that are not theirs: the reports name them. \
         Grade again with --resume, which tries only these"
    ));
    Ok(ExitCode::from(NOT_GRADED))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |it: char| it.is_alphanumeric() || "-_./=:,+@%".contains(it);
    match word.chars().all(plain) && !word.is_empty() {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

fn tell(note: &str) {
    anstream::eprintln!("{} {note}", paint(WARN, "note:"));
}
