//! Chromium, and the tabs of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams,
};
use chromiumoxide::cdp::browser_protocol::log::EventEntryAdded;
use chromiumoxide::cdp::browser_protocol::network::EventRequestWillBeSent;
use chromiumoxide::cdp::browser_protocol::page::{
    EventJavascriptDialogOpening, HandleJavaScriptDialogParams,
};
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EvaluateParams, EventConsoleApiCalled, EventExceptionThrown,
};
use chromiumoxide::page::ScreenshotParams;
use chromiumoxide::{Browser as Chromium, BrowserConfig, Page};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::{DEADLINE, all_required, kept};

/// How often a condition in a page is looked at.
const TICK: Duration = Duration::from_millis(25);

/// A Chromium of its own, with nothing in it. It ends when it is dropped.
pub struct Browser {
    chromium: Chromium,
    handler: JoinHandle<()>,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.handler.abort();
    }
}

/// The executable of `CHROMIUM`, or the first that is found.
fn executable() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|it| it.is_file())
}

impl Browser {
    /// Starts one. None where there is no Chromium, which is said loudly, unless everything is
    /// required: then it is a failure.
    pub async fn start() -> Option<Self> {
        let Some(executable) = executable() else {
            let how = "install Chromium, or name its executable in CHROMIUM";
            assert!(!all_required(), "there is no browser: {how}");
            eprintln!("\nNOT TRIED: no page is opened in a browser, for there is none: {how}\n");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        let config = BrowserConfig::builder()
            .chrome_executable(executable)
            .new_headless_mode()
            .user_data_dir(profile.path())
            // Every test opens pages of its own repository. As root, which CI may be, Chromium has no
            // sandbox to offer.
            .no_sandbox()
            .viewport(None)
            .window_size(1280, 900)
            .launch_timeout(DEADLINE)
            .request_timeout(DEADLINE)
            .args([
                "disable-gpu",
                "hide-scrollbars",
                "disable-component-update",
                "disable-sync",
                "no-first-run",
            ])
            .build()
            .expect("a configuration");
        let (chromium, mut handler) = Chromium::launch(config).await.expect("Chromium starts");
        let handler = tokio::spawn(async move {
            // An event that nobody knows is no reason to stop.
            while handler.next().await.is_some() {}
        });
        Some(Self {
            chromium,
            handler,
            _profile: profile,
        })
    }

    /// Opens a tab, which notes what its pages complain of from the beginning.
    pub async fn tab(&self) -> Tab {
        let page = self.chromium.new_page("about:blank").await.expect("a tab");
        page.enable_log().await.expect("noted");
        let noted: Arc<Mutex<Noted>> = Arc::default();
        let note = |change: fn(&mut Noted, String)| {
            let noted = Arc::clone(&noted);
            move |text: String| {
                change(
                    &mut noted.lock().unwrap_or_else(PoisonError::into_inner),
                    text,
                );
            }
        };
        let complaint = note(|noted, text| noted.complaints.push(text));
        let mut entries = page
            .event_listener::<EventEntryAdded>()
            .await
            .expect("heard");
        let add = complaint.clone();
        tokio::spawn(async move {
            while let Some(event) = entries.next().await {
                let level = event.entry.level.as_ref();
                if level == "error" || level == "warning" {
                    let url = event.entry.url.as_deref().unwrap_or_default();
                    add(format!("{level}: {} {url}", event.entry.text));
                }
            }
        });
        let mut calls = page
            .event_listener::<EventConsoleApiCalled>()
            .await
            .expect("heard");
        let add = complaint.clone();
        tokio::spawn(async move {
            while let Some(event) = calls.next().await {
                if event.r#type == ConsoleApiCalledType::Error {
                    add(format!("console.error: {:?}", event.args));
                }
            }
        });
        let mut exceptions = page
            .event_listener::<EventExceptionThrown>()
            .await
            .expect("heard");
        let add = complaint;
        tokio::spawn(async move {
            while let Some(event) = exceptions.next().await {
                add(format!("exception: {:?}", event.exception_details));
            }
        });
        let mut requests = page
            .event_listener::<EventRequestWillBeSent>()
            .await
            .expect("heard");
        let add = note(|noted, url| noted.requests.push(url));
        tokio::spawn(async move {
            while let Some(event) = requests.next().await {
                add(event.request.url.clone());
            }
        });
        // Who leaves a page with edits that cannot be kept is asked; here nobody would answer.
        let mut dialogs = page
            .event_listener::<EventJavascriptDialogOpening>()
            .await
            .expect("heard");
        let answering = page.clone();
        tokio::spawn(async move {
            while dialogs.next().await.is_some() {
                let _ = answering
                    .execute(HandleJavaScriptDialogParams::new(true))
                    .await;
            }
        });
        Tab { page, noted }
    }
}

#[derive(Default)]
struct Noted {
    complaints: Vec<String>,
    requests: Vec<String>,
}

/// A tab.
pub struct Tab {
    page: Page,
    noted: Arc<Mutex<Noted>>,
}

impl Tab {
    /// Goes to an address and waits until the page is loaded.
    pub async fn goto(&self, url: &str) {
        self.page
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("{url} cannot be opened: {error}"));
        self.until("the page", "document.readyState === 'complete'")
            .await;
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.page.reload().await.expect("reloaded");
        self.until("the page", "document.readyState === 'complete'")
            .await;
    }

    /// Closes the tab, as a reader does.
    pub async fn close(self) {
        self.page.close().await.expect("closed");
    }

    /// Runs a script for what it does.
    pub async fn run(&self, script: &str) {
        self.page
            .evaluate_expression(script)
            .await
            .unwrap_or_else(|error| panic!("{error}: {:.200}", script));
    }

    /// The value of an expression, awaited if it is a promise.
    pub async fn eval<T: DeserializeOwned>(&self, script: &str) -> T {
        self.try_eval(script)
            .await
            .unwrap_or_else(|error| panic!("{error}: {script:.200}"))
    }

    async fn try_eval<T: DeserializeOwned>(&self, script: &str) -> Result<T, String> {
        let expression = EvaluateParams::builder()
            .expression(script)
            .await_promise(true)
            .return_by_value(true)
            .build()?;
        self.page
            .evaluate_expression(expression)
            .await
            .map_err(|error| error.to_string())?
            .into_value()
            .map_err(|error| error.to_string())
    }

    /// Waits until an expression is true. A page that is being replaced is not there yet.
    pub async fn until(&self, what: &str, condition: &str) {
        let start = Instant::now();
        while self.try_eval::<bool>(&format!("!!({condition})")).await != Ok(true) {
            if start.elapsed() > DEADLINE {
                let page = "document.querySelector('main')?.innerText.slice(-1500)";
                let text: Option<String> = self.try_eval(page).await.ok().flatten();
                panic!(
                    "{what} does not come: {condition}\n--- the page ends in\n{}\n--- it complained of\n{}",
                    text.unwrap_or_default(),
                    self.complaints().join("\n")
                );
            }
            sleep(TICK).await;
        }
    }

    /// Waits until the text of an element has this in it.
    pub async fn until_text(&self, selector: &str, text: &str) {
        let condition = format!(
            "document.querySelector({})?.textContent.includes({})",
            quoted(selector),
            quoted(text)
        );
        self.until(text, &condition).await;
    }

    /// The text of the first such element; empty if there is none.
    pub async fn text(&self, selector: &str) -> String {
        let script = format!(
            "document.querySelector({})?.textContent ?? ''",
            quoted(selector)
        );
        self.eval(&script).await
    }

    /// Clicks, with the mouse, where the first such element is. Waits until it is there and enabled.
    pub async fn click(&self, selector: &str) {
        let there = format!(
            "(it => it && !it.disabled && it.getClientRects().length)(document.querySelector({}))",
            quoted(selector)
        );
        self.to_front().await;
        self.until(selector, &there).await;
        let element = self.page.find_element(selector).await.expect("it is there");
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("{selector} cannot be clicked: {error}"));
    }

    /// Clicks the button with this text.
    pub async fn click_button(&self, text: &str) {
        let mark = format!(
            "(() => {{ const it = [...document.querySelectorAll('main button')]\
             .find(it => it.textContent === {} && !it.disabled && !it.hidden);\
             document.querySelector('[data-clicked]')?.removeAttribute('data-clicked');\
             it?.setAttribute('data-clicked', ''); return it !== undefined; }})()",
            quoted(text)
        );
        self.until(&format!("the button {text}"), &mark).await;
        self.click("[data-clicked]").await;
    }

    /// Looks at this tab: in one that nobody sees, nothing is painted and no mouse moves.
    pub async fn to_front(&self) {
        self.page.bring_to_front().await.expect("in front");
    }

    /// Types text where the focus is, as pasted.
    pub async fn insert(&self, text: &str) {
        self.page
            .execute(InsertTextParams::new(text))
            .await
            .expect("typed");
    }

    /// Presses a key, with `Control` held if asked.
    pub async fn press(&self, key: &str, control: bool) {
        let code = match key {
            "Enter" => ("Enter".to_owned(), 13),
            "Escape" => ("Escape".to_owned(), 27),
            "Tab" => ("Tab".to_owned(), 9),
            "End" => ("End".to_owned(), 35),
            "Home" => ("Home".to_owned(), 36),
            "ArrowLeft" => ("ArrowLeft".to_owned(), 37),
            "ArrowRight" => ("ArrowRight".to_owned(), 39),
            letter => (
                format!("Key{}", letter.to_uppercase()),
                i64::from(letter.to_uppercase().as_bytes()[0]),
            ),
        };
        for kind in [
            DispatchKeyEventType::RawKeyDown,
            DispatchKeyEventType::KeyUp,
        ] {
            let event = DispatchKeyEventParams::builder()
                .r#type(kind)
                .key(key)
                .code(&code.0)
                .windows_virtual_key_code(code.1)
                .modifiers(if control { 2 } else { 0 })
                .build()
                .expect("a key");
            self.page.execute(event).await.expect("pressed");
        }
    }

    /// Puts a text in the place of what the exercise's editor has.
    pub async fn edit(&self, text: &str) {
        self.click(".exercise-code .cm-content").await;
        self.press("a", true).await;
        self.insert(text).await;
    }

    /// The text of the exercise's editor, as far as it is drawn.
    pub async fn edited(&self) -> String {
        let lines = "[...document.querySelectorAll('.exercise-code .cm-line')]\
                     .map(it => it.textContent).join('\\n')";
        self.eval(lines).await
    }

    /// Sets the size of the page, and whether the reader's system is dark.
    pub async fn look(&self, width: i64, height: i64, dark: bool) {
        let size = SetDeviceMetricsOverrideParams::new(width, height, 1.0, false);
        self.page.execute(size).await.expect("resized");
        let scheme = if dark { "dark" } else { "light" };
        self.page
            .emulate_media_features(vec![MediaFeature::new("prefers-color-scheme", scheme)])
            .await
            .expect("emulated");
    }

    /// Does without scripts from the next page on.
    pub async fn without_scripts(&self) {
        self.page
            .execute(SetScriptExecutionDisabledParams::new(true))
            .await
            .expect("disabled");
    }

    /// Writes a picture of what is to be seen to `target/browser/shots`, to be looked at.
    pub async fn shot(&self, name: &str) {
        let folder = kept("shots");
        fs::create_dir_all(&folder).expect("made");
        self.shot_to(&folder.join(format!("{name}.png"))).await;
    }

    /// Writes a picture of what is to be seen.
    pub async fn shot_to(&self, path: &Path) {
        self.page
            .save_screenshot(ScreenshotParams::builder().build(), path)
            .await
            .expect("a picture");
    }

    /// What the pages complained of so far: errors and warnings, exceptions, refusals of the policy.
    pub fn complaints(&self) -> Vec<String> {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.complaints.clone()
    }

    /// The addresses that the pages asked for.
    pub fn requests(&self) -> Vec<String> {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.requests.clone()
    }

    /// Fails if the pages complained of anything.
    #[track_caller]
    pub fn assert_quiet(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    }
}

/// A string as a script has it.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string")
}
