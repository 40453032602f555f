//! `cargo workbook watch`: check on every save, in the terminal.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use crossterm::event::{Event as Input, EventStream, KeyCode, KeyEventKind, KeyModifiers};
use futures_util::StreamExt as _;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use crate::catalog::Exercise;
use crate::check::Checked;
use crate::check::event::Event;
use crate::terminal::say;
use crate::terminal::screen::Screen;
use crate::watch::{Action, Watch};
use crate::watcher::Watcher;
use crate::workbook::Workbook;

/// The arguments of `watch`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exercise to begin with; the first unsolved one if none is named
    exercise: Option<String>,
}

/// How often the status is drawn during a check.
const TICK: Duration = Duration::from_millis(100);

/// Watches until `q`, or until it is interrupted. Where there is no terminal it only checks and
/// prints.
///
/// # Errors
///
/// If the exercise is not found, or the progress cannot be kept.
pub async fn run(args: Args, workbook: &Workbook) -> anyhow::Result<ExitCode> {
    let current = super::chosen(workbook, args.exercise.as_deref())?.cloned();
    let interactive = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let mut session = Session {
        workbook,
        watch: Watch::new(current),
        screen: if interactive {
            Some(Screen::take()?)
        } else {
            None
        },
        input: interactive.then(EventStream::new),
        running: None,
    };
    session.run().await?;
    Ok(ExitCode::SUCCESS)
}

/// The check that runs. Dropping it cancels the check.
struct Running {
    check: JoinHandle<Checked>,
    events: UnboundedReceiver<Event>,
    since: Instant,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.check.abort();
    }
}

struct Session<'a> {
    workbook: &'a Workbook,
    watch: Watch,
    /// None where there is no terminal.
    screen: Option<Screen>,
    input: Option<EventStream>,
    running: Option<Running>,
}

/// What the session woke up for.
enum Woken {
    Saved(Vec<std::path::PathBuf>),
    Input(Input),
    InputEnded,
    Told(Event),
    Ended(Box<Checked>),
    Tick,
}

impl Session<'_> {
    async fn run(&mut self) -> anyhow::Result<()> {
        let mut watcher = Watcher::new(vec![self.workbook.root().join("exercises")]);
        let mut ticks = tokio::time::interval(TICK);
        // The exercise that is next is checked at once: its first errors are what to read first.
        let mut action = self.watch.key('c');
        loop {
            if action == Action::Quit {
                return Ok(());
            }
            self.act(action).await?;
            action = match woken(&mut watcher, &mut self.input, &mut self.running, &mut ticks).await
            {
                Woken::Saved(paths) => self.watch.saved(&paths, &self.workbook.catalog),
                Woken::Input(input) => self.input(&input),
                Woken::InputEnded => {
                    self.input = None;
                    Action::Quit
                }
                Woken::Told(event) => {
                    let action = self.watch.event(&event);
                    if self.screen.is_none() {
                        say(self.watch.latest())?;
                    }
                    action
                }
                Woken::Ended(checked) => self.ended(&checked)?,
                Woken::Tick => {
                    self.status()?;
                    Action::None
                }
            };
        }
    }

    fn input(&mut self, input: &Input) -> Action {
        match input {
            Input::Resize(..) => Action::Draw,
            Input::Key(key) if key.kind != KeyEventKind::Release => match key.code {
                KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Action::Quit,
                KeyCode::Char(character) => self.watch.key(character.to_ascii_lowercase()),
                // Any other key closes what a key brought up.
                _ => self.watch.key('\u{1b}'),
            },
            _ => Action::None,
        }
    }

    fn ended(&mut self, checked: &Checked) -> anyhow::Result<Action> {
        self.running = None;
        let verdict = checked.ended.verdict;
        let progress = self
            .workbook
            .update(|progress| progress.note_verdict(&checked.ended.exercise, verdict))?;
        let next = progress.next(&self.workbook.catalog).cloned();
        let action = self.watch.ended(verdict, next);
        if self.screen.is_none() {
            say(self.watch.latest())?;
        }
        Ok(action)
    }

    async fn act(&mut self, action: Action) -> anyhow::Result<()> {
        match action {
            Action::None | Action::Quit => return Ok(()),
            Action::Draw => {}
            Action::Check(exercise) => self.start(*exercise),
            Action::Next => self.next()?,
            Action::Hint => {
                if let Some(exercise) = self.watch.current().cloned() {
                    let text = super::hint::text(&exercise, false, self.workbook)?;
                    self.watch.overlay(text);
                }
            }
            Action::List => {
                let text = super::list::text(false, self.workbook)?;
                self.watch.overlay(text);
            }
            Action::Reset => {
                if let Some(exercise) = self.watch.current().cloned() {
                    self.cancel();
                    let text = match self.workbook.reset(&exercise) {
                        Ok(kept) => super::reset::text(&exercise, kept.as_ref(), self.workbook),
                        Err(error) => format!("{error:#}\n"),
                    };
                    self.watch.overlay(text);
                }
            }
            Action::Open => self.open().await?,
        }
        self.draw()
    }

    fn start(&mut self, exercise: Exercise) {
        let (sender, events) = unbounded_channel();
        let (checker, catalog) = (self.workbook.checker.clone(), self.workbook.catalog.clone());
        let kept = self.workbook.interleavings();
        let check = tokio::spawn(async move {
            let checked = checker.check(&catalog, &exercise, &sender).await;
            // Without it there is nothing to replay, which `check --replay` says. The screen is in use.
            let _ = kept.keep(&exercise, &checked);
            checked
        });
        self.running = Some(Running {
            check,
            events,
            since: Instant::now(),
        });
    }

    fn cancel(&mut self) {
        self.running = None;
        self.watch.canceled();
    }

    /// The unsolved exercise after the current one, or the first if there is none after it.
    fn next(&mut self) -> anyhow::Result<()> {
        self.cancel();
        let progress = self.workbook.progress()?;
        let current = self.watch.current().map(Exercise::id);
        let open: Vec<&Exercise> = self
            .workbook
            .catalog
            .exercises()
            .filter(|it| {
                progress
                    .exercises
                    .get(&it.id())
                    .is_none_or(|entry| entry.solved.is_none())
            })
            .collect();
        let after = open
            .iter()
            .find(|it| Some(it.id()) > current)
            .or(open.first());
        self.watch.show(after.map(|exercise| (*exercise).clone()));
        Ok(())
    }

    /// Opens the learner's file: in `$VISUAL` or `$EDITOR`, which get the terminal until they end,
    /// or in whatever the system opens it with.
    async fn open(&mut self) -> anyhow::Result<()> {
        let Some(exercise) = self.watch.current() else {
            return Ok(());
        };
        let file = self.workbook.root().join(exercise.file());
        let editor = ["VISUAL", "EDITOR"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|editor| !editor.trim().is_empty());
        let failed = match &editor {
            None => opener::open(&file).err().map(|error| error.to_string()),
            Some(editor) => {
                // The terminal and its keys are the editor's now.
                self.input = None;
                self.screen = None;
                let mut words = editor.split_whitespace();
                let program = words.next().unwrap_or(editor);
                let status = tokio::process::Command::new(program)
                    .args(words)
                    .arg(&file)
                    .status()
                    .await;
                self.screen = Some(Screen::take().context("the terminal is gone")?);
                self.input = Some(EventStream::new());
                match status {
                    Ok(status) if status.success() => None,
                    Ok(status) => Some(format!("`{editor}` ended with {status}")),
                    Err(error) => Some(format!("`{editor}` cannot be started: {error}")),
                }
            }
        };
        if let Some(error) = failed {
            self.watch
                .overlay(format!("{} cannot be opened: {error}\n", file.display()));
        }
        Ok(())
    }

    fn draw(&self) -> anyhow::Result<()> {
        if let Some(screen) = &self.screen {
            screen
                .draw(&self.watch.view())
                .context("the terminal is gone")?;
        }
        self.status()
    }

    fn status(&self) -> anyhow::Result<()> {
        if let Some(screen) = &self.screen {
            let elapsed = self
                .running
                .as_ref()
                .map_or(Duration::ZERO, |it| it.since.elapsed());
            screen
                .status(&self.watch.status(elapsed))
                .context("the terminal is gone")?;
        }
        Ok(())
    }
}

/// Waits for the next thing to do.
async fn woken(
    watcher: &mut Watcher,
    input: &mut Option<EventStream>,
    running: &mut Option<Running>,
    ticks: &mut tokio::time::Interval,
) -> Woken {
    let checking = running.is_some();
    let check = async {
        match running {
            None => std::future::pending().await,
            Some(running) => tokio::select! {
                biased;
                Some(event) = running.events.recv() => Woken::Told(event),
                checked = &mut running.check => match checked {
                    Ok(checked) => Woken::Ended(Box::new(checked)),
                    Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
                },
            },
        }
    };
    let input = async {
        match input {
            None => std::future::pending().await,
            Some(input) => match input.next().await {
                Some(Ok(input)) => Woken::Input(input),
                // The terminal is gone.
                Some(Err(_)) | None => Woken::InputEnded,
            },
        }
    };
    tokio::select! {
        woken = input => woken,
        woken = check => woken,
        paths = watcher.changed() => Woken::Saved(paths),
        _ = ticks.tick(), if checking => Woken::Tick,
    }
}
