//! Mistake: the settings are leaked: what is never freed may be looked at by everybody.
//! Rejected by: the_settings_are_freed

use std::collections::BTreeSet;
use std::thread::{self, JoinHandle};

pub struct Settings {
    pub greeting: String,
    pub farewell: String,
}

pub fn greet_all(settings: Settings, names: Vec<String>) -> Vec<String> {
    let settings: &'static Settings = Box::leak(Box::new(settings));
    let workers: Vec<_> = names
        .into_iter()
        .map(|name| {
            thread::spawn(move || format!("{}, {name}; {}", settings.greeting, settings.farewell))
        })
        .collect();
    workers.into_iter().map(|it| it.join().unwrap()).collect()
}

pub fn different_words(text: String) -> JoinHandle<usize> {
    thread::spawn(move || text.split_whitespace().collect::<BTreeSet<_>>().len())
}
