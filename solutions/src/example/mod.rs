//! An example class, for who has not graded yet: a few students who are good, wrong, absent, careless, too much alike,
//! or dishonest. What they submit is made of the course, so that it fits it.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use flate2::{Compression, write::GzEncoder};
use workbook::catalog::Catalog;
use workbook::stubs::Stubs;

/// The chapters whose exercises are submitted.
pub const CHAPTERS: [&str; 2] = ["ch01-defer-drop", "ch08-mutexes"];

/// The folder of the submissions, and the roster, in that of the class.
pub const SUBMISSIONS: &str = "submissions";
/// See [`SUBMISSIONS`].
pub const ROSTER: &str = "roster.csv";

const STUDENTS: &str = "id,name,email,submission\n\
    ada,Ada,ada@example.org,workbook-ada\n\
    bob,Bob,bob@example.org,\n\
    cyd,Cyd,cyd@example.org,\n\
    dan,Dan,dan@example.org,\n\
    eve,Eve,eve@example.org,\n\
    fay,Fay,fay@example.org,\n\
    gus,Gus,gus@example.org,\n";

/// An exercise in which two students have one thought.
struct Alike {
    exercise: &'static str,
    /// What the first of them wrote.
    own: &'static str,
    /// What the second calls the things in it.
    names: &'static [(&'static str, &'static str)],
}

const ALIKE: [Alike; 3] = [
    Alike {
        exercise: "ch08-mutexes/ex03_lock_order",
        own: include_str!("lock_order.rs"),
        names: &[
            ("Both", "Pair"),
            ("hold", "lock"),
            ("shift", "pay"),
            ("turned", "swapped"),
            ("lower", "first"),
            ("higher", "second"),
            ("ordered", "sorted"),
            ("giver", "from"),
            ("taker", "into"),
            ("rest", "remaining"),
        ],
    },
    Alike {
        exercise: "ch08-mutexes/ex06_bounded_queue",
        own: include_str!("bounded_queue.rs"),
        names: &[
            ("Ring", "Buffer"),
            ("ring", "buffer"),
            ("bell", "changed"),
            ("slots", "cells"),
            ("first", "head"),
            ("used", "count"),
            ("insert", "try_push"),
            ("remove", "try_pop"),
            ("back", "rejected"),
        ],
    },
    Alike {
        exercise: "ch08-mutexes/ex07_rw_lock",
        own: include_str!("rw_lock.rs"),
        names: &[
            ("Doorman", "State"),
            ("doorman", "state"),
            ("inside", "active"),
            ("outside", "waiting"),
            ("tickets", "next"),
            ("ticket", "number"),
            ("door", "changed"),
            ("free", "possible"),
            ("lets_a_reader_in", "begin_reading"),
            ("queues_a_writer", "enqueue"),
            ("lets_a_writer_in", "begin_writing"),
            ("sees_one_leave", "end"),
            ("leave", "unlock"),
        ],
    },
];

/// Writes the class into `folder`, which is made if it is not there.
///
/// # Errors
///
/// If something is in the folder, or a file cannot be read or written.
pub fn write(catalog: &Catalog, stubs: &Stubs, folder: &Path) -> anyhow::Result<()> {
    if fs::read_dir(folder).is_ok_and(|mut it| it.next().is_some()) {
        bail!(
            "{} is not empty: give a folder for the class that is, or is not there",
            folder.display()
        );
    }
    let submissions = folder.join(SUBMISSIONS);
    fs::create_dir_all(&submissions)
        .with_context(|| format!("{} cannot be made", submissions.display()))?;
    let mut cyd = Vec::new();
    let mut dan = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut fay = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    let exercises = catalog
        .exercises()
        .filter(|it| CHAPTERS.contains(&it.chapter.as_str()));
    for (number, exercise) in exercises.enumerate() {
        let id = exercise.id();
        let stub = stubs
            .get(&id)
            .with_context(|| format!("{id} is not among the recorded stubs"))?;
        let right = read(&catalog.root.join(exercise.solution()))?;
        let file = format!("{id}.rs");
        let put = |path: &str, text: &str| put(&submissions.join(path), text.as_bytes());
        put(&format!("workbook-ada/exercises/{file}"), &right)?;
        let wrong = catalog.wrong_answers(exercise)?;
        let wrong = wrong
            .first()
            .with_context(|| format!("{id} has no wrong answer"))?;
        put(&format!("bob/{file}"), &read(wrong)?)?;
        cyd.push((
            exercise.name.clone(),
            if number % 2 == 0 { &right } else { stub }.to_owned(),
        ));
        let (own, other) = match ALIKE.iter().find(|it| it.exercise == id) {
            Some(alike) => (alike.own.to_owned(), disguised(alike)),
            None => (stub.to_owned(), stub.to_owned()),
        };
        dan.start_file(&*file, zip::write::SimpleFileOptions::default())?;
        dan.write_all(own.as_bytes())?;
        put(&format!("eve/exercises/{file}"), &other)?;
        let cheat = dishonest(stub, &right);
        let mut header = tar::Header::new_gnu();
        header.set_size(cheat.len() as u64);
        header.set_mode(0o644);
        fay.append_data(&mut header, &file, cheat.as_bytes())?;
    }
    // Loose files, of which one has a name of the student's own, and one is no text.
    for (number, (name, text)) in cyd.into_iter().enumerate() {
        let (name, bytes) = match number {
            0 => (name.to_uppercase(), text.into_bytes()),
            2 => (name, vec![0xff, 0xfe, 0, 0]),
            _ => (name, text.into_bytes()),
        };
        put(&submissions.join(format!("cyd/{name}.rs")), &bytes)?;
    }
    put(&submissions.join("dan.zip"), dan.finish()?.get_ref())?;
    put(
        &submissions.join("fay.tar.gz"),
        &fay.into_inner()?.finish()?,
    )?;
    put(&folder.join(ROSTER), STUDENTS.as_bytes())
}

/// An answer that is made to win otherwise than by being right, each kind where it fits.
fn dishonest(stub: &str, right: &str) -> String {
    if stub.contains("todo!(") {
        stub.replace("todo!(", "std::process::exit(0); todo!(")
    } else if right.contains("use super::sync::") {
        // What the model does not see, it cannot find fault with.
        right.replace("use super::sync::", "use std::sync::")
    } else {
        format!("{right}\n#[macro_export]\nmacro_rules! assert_eq {{ ($($t:tt)*) => {{}} }}\n")
    }
}

/// The same program: without comments, with other names, and its items in another order.
fn disguised(alike: &Alike) -> String {
    let code = alike
        .own
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.map(|line| format!("{line}\n")).collect();
    let is_of_name = |it: char| it.is_alphanumeric() || it == '_';
    let mut renamed = String::new();
    for piece in code.split_inclusive(|it| !is_of_name(it)) {
        let word = piece.trim_end_matches(|it| !is_of_name(it));
        let name = alike.names.iter().find(|(own, _)| *own == word);
        renamed.push_str(name.map_or(word, |(_, other)| other));
        renamed.push_str(&piece[word.len()..]);
    }
    let (head, items) = renamed.split_once(";\n\n").expect("the imports come first");
    let mut items: Vec<&str> = items.split("\n}\n").map(str::trim).collect();
    items.retain(|it| !it.is_empty());
    items.reverse();
    format!("{};\n\n{}\n}}\n", head.trim(), items.join("\n}\n\n"))
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let write = || {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, bytes)
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}
