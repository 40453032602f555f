//! Submissions of every kind, built here: honest ones and hostile ones.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::wanted::tests::wanted;
use super::*;

/// A folder of submissions.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    fn class(&self) -> Class {
        Class::find(self.path(), None).expect("a class")
    }

    fn class_error(&self, roster: Option<&str>) -> String {
        let roster = roster.map(|text| {
            self.write("roster.csv", text);
            self.path().join("roster.csv")
        });
        let error = Class::find(self.path(), roster.as_deref()).expect_err("refused");
        format!("{error:#}")
    }

    /// What the only submission gives.
    fn read(&self) -> Contents {
        self.read_within(archive::LIMITS)
    }

    fn read_within(&self, limits: archive::Limits) -> Contents {
        let class = self.class();
        assert_eq!(class.students.len(), 1, "{class:?}");
        let submission = class.students[0].submission.as_ref().expect("there is one");
        submission.read_within(&wanted(), limits)
    }
}

type Entry<'a> = (&'a str, &'a [u8]);

/// A zip archive with these entries, even if two have the same name.
fn zipped(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let mut renamed = Vec::new();
    for (index, (name, bytes)) in entries.iter().enumerate() {
        // The crate writes no name twice, so the bytes are changed afterwards.
        let taken = entries[..index].iter().any(|(other, _)| other == name);
        let written = if taken {
            let stand_in = "~".repeat(name.len());
            renamed.push((stand_in.clone(), (*name).to_owned()));
            stand_in
        } else {
            (*name).to_owned()
        };
        let repeats = bytes.iter().all(|it| bytes.first() == Some(it));
        let method = match repeats && bytes.len() > 100 {
            true => CompressionMethod::Deflated,
            false => CompressionMethod::Stored,
        };
        writer
            .start_file(
                written,
                SimpleFileOptions::default().compression_method(method),
            )
            .expect("an entry");
        writer.write_all(bytes).expect("written");
    }
    let mut archive = writer.finish().expect("finished").into_inner();
    for (from, to) in renamed {
        while let Some(at) = archive
            .windows(from.len())
            .position(|it| it == from.as_bytes())
        {
            archive[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    archive
}

/// A tar archive with these entries, whose names are not looked at.
fn tarred(entries: &[(tar::EntryType, &str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (kind, name, bytes) in entries {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        archive.extend_from_slice(header.as_bytes());
        archive.extend_from_slice(bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

fn tar_of(entries: &[Entry<'_>]) -> Vec<u8> {
    let entries: Vec<_> = entries
        .iter()
        .map(|(name, bytes)| (tar::EntryType::Regular, *name, *bytes))
        .collect();
    tarred(&entries)
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("written");
    encoder.finish().expect("finished")
}

fn text(contents: &Contents, exercise: &str) -> String {
    match contents.answers.get(exercise) {
        Some(Found::Text(text)) => text.clone(),
        other => panic!("{exercise}: {other:?} in {contents:?}"),
    }
}

#[track_caller]
fn refused(contents: &Contents, exercise: &str, why: &str) {
    match contents.answers.get(exercise) {
        Some(Found::Refused(reason)) => assert!(reason.contains(why), "{reason}"),
        other => panic!("{exercise}: {other:?} in {contents:?}"),
    }
}

#[track_caller]
fn problem(contents: &Contents, what: &str) {
    assert!(
        contents.problems.iter().any(|it| it.contains(what)),
        "{what}: {contents:?}"
    );
}

#[track_caller]
fn all_refused(contents: &Contents, why: &str) {
    assert!(contents.answers.is_empty(), "{contents:?}");
    let reason = contents.refused.as_deref().unwrap_or_default();
    assert!(reason.contains(why), "{contents:?}");
    problem(contents, why);
}

const CLONE: [Entry<'_>; 7] = [
    ("exercises/ch01-a/ex01_b.rs", b"one"),
    ("exercises/ch01-a/tests/ex01_b.rs", b"evil"),
    ("exercises/ch01-a/Cargo.toml", b"evil"),
    ("exercises/ch02-d/ex01_e.rs", b"two"),
    ("solutions/ch01-a/ex02_c.rs", b"the reference"),
    ("target/ch01-a/ex02_c.rs", b"built"),
    (".cargo/config.toml", b"evil"),
];

#[test]
fn a_clone_gives_the_same_as_a_folder_and_in_every_archive() {
    let wrapped: Vec<(String, &[u8])> = CLONE
        .iter()
        .map(|(name, bytes)| (format!("workbook-main/{name}"), *bytes))
        .collect();
    let wrapped: Vec<Entry<'_>> = wrapped
        .iter()
        .map(|(name, it)| (name.as_str(), *it))
        .collect();
    for entries in [&CLONE[..], &wrapped] {
        let desks = [(); 6].map(|()| Desk::new());
        for (name, bytes) in entries {
            desks[0].write(&format!("ada/{name}"), bytes);
        }
        desks[1].write("ada.zip", zipped(entries));
        desks[2].write("ada.tar", tar_of(entries));
        desks[3].write("ada.tar.gz", gzipped(&tar_of(entries)));
        desks[4].write("ada.TGZ", gzipped(&tar_of(entries)));
        // As Moodle has it.
        desks[5].write("ada/upload.zip", zipped(entries));
        for desk in &desks {
            let contents = desk.read();
            assert_eq!(desk.class().students[0].id, "ada");
            assert_eq!(contents.answers.len(), 2, "{contents:?}");
            assert_eq!(text(&contents, "ch01-a/ex01_b"), "one");
            assert_eq!(text(&contents, "ch02-d/ex01_e"), "two");
            assert_eq!(contents.problems, [""; 0]);
        }
    }
}

#[test]
fn long_names_of_both_kinds_of_tar_are_read() {
    let folder = format!("{}/exercises/ch01-a", "long ".repeat(30));
    let path = format!("{folder}/ex01_b.rs");
    let gnu = format!("{path}\0");
    let pax = format!("path={path}\n");
    // The length counts itself.
    let pax = format!("{} {pax}", pax.len() + 4);
    for (kind, head) in [
        (tar::EntryType::GNULongName, gnu.as_bytes()),
        (tar::EntryType::XHeader, pax.as_bytes()),
    ] {
        let desk = Desk::new();
        let entries = [
            (
                tar::EntryType::XGlobalHeader,
                "g",
                &b"20 comment=whatever\n"[..],
            ),
            (kind, "head", head),
            (tar::EntryType::Regular, "cut off", b"one"),
            (tar::EntryType::Regular, "ex01_e.rs", b"two"),
        ];
        desk.write("ada.tar", tarred(&entries));
        let contents = desk.read();
        assert_eq!(text(&contents, "ch01-a/ex01_b"), "one", "{kind:?}");
        assert_eq!(text(&contents, "ch02-d/ex01_e"), "two", "{kind:?}");
    }
    let desk = Desk::new();
    let long = vec![b'x'; 1 << 20];
    desk.write(
        "ada.tar",
        tarred(&[(tar::EntryType::GNULongName, "x", &long)]),
    );
    all_refused(&desk.read(), "a head of 1048576 bytes");
    let desk = Desk::new();
    let entries = [
        (tar::EntryType::XHeader, "x", &b"12 size=100\n"[..]),
        (tar::EntryType::Regular, "ex01_e.rs", b"two"),
    ];
    desk.write("ada.tar", tarred(&entries));
    all_refused(&desk.read(), "two sizes");
}

#[test]
fn the_clone_wins_over_loose_files() {
    let entries: [Entry<'_>; 5] = [
        ("ex01_b.rs", b"loose"),
        ("ch01-a/ex01_b.rs", b"chapter"),
        ("exercises/ch01-a/ex01_b.rs", b"clone"),
        ("ex02_c.rs", b"the only one"),
        ("copy/ex02_c.rs", b"the only one"),
    ];
    let mut reversed = entries;
    reversed.reverse();
    for entries in [entries, reversed] {
        let desk = Desk::new();
        desk.write("ada.zip", zipped(&entries));
        let contents = desk.read();
        assert_eq!(text(&contents, "ch01-a/ex01_b"), "clone");
        assert_eq!(text(&contents, "ch01-a/ex02_c"), "the only one");
        assert_eq!(contents.problems.len(), 2, "{contents:?}");
        problem(&contents, "ex01_b.rs is left out: ");
    }
}

#[test]
fn two_answers_of_the_same_kind_are_refused_unless_they_are_one() {
    let path = "exercises/ch01-a/ex01_b.rs";
    for (first, second) in [("one", "two"), ("one", "one")] {
        let entries = [(path, first.as_bytes()), (path, second.as_bytes())];
        let desks = [(); 3].map(|()| Desk::new());
        desks[0].write("ada.zip", zipped(&entries));
        desks[1].write("ada.tar.gz", gzipped(&tar_of(&entries)));
        desks[2].write("ada/x/ex01_b.rs", first);
        desks[2].write("ada/y/ex01_b.rs", second);
        for (index, desk) in desks.iter().enumerate() {
            let contents = desk.read();
            if first == second {
                assert_eq!(text(&contents, "ch01-a/ex01_b"), "one");
            } else {
                let why = ["stands twice", "stands twice", "are both there"][index];
                refused(&contents, "ch01-a/ex01_b", why);
            }
        }
    }
}

#[test]
fn paths_that_leave_the_submission_are_left_out() {
    let escapes: [Entry<'_>; 6] = [
        ("../ch01-a/ex01_b.rs", b"evil"),
        ("exercises/../../ch01-a/ex01_b.rs", b"evil"),
        ("/exercises/ch01-a/ex01_b.rs", b"evil"),
        ("..\\exercises\\ch01-a\\ex01_b.rs", b"evil"),
        ("C:\\exercises\\ch01-a\\ex01_b.rs", b"evil"),
        ("\\\\server\\ch01-a\\ex01_b.rs", b"evil"),
    ];
    let mut entries = escapes.to_vec();
    // As programs of Windows have it, which is no escape.
    entries.push((".\\exercises\\ch02-d\\ex01_e.rs", b"two"));
    let desks = [Desk::new(), Desk::new()];
    desks[0].write("ada.zip", zipped(&entries));
    desks[1].write("ada.tgz", gzipped(&tar_of(&entries)));
    for desk in desks {
        let contents = desk.read();
        assert_eq!(contents.answers.len(), 1, "{contents:?}");
        assert_eq!(text(&contents, "ch02-d/ex01_e"), "two");
        assert_eq!(contents.problems.len(), escapes.len(), "{contents:?}");
        let beside: Vec<_> = fs::read_dir(desk.path()).expect("read").collect();
        assert_eq!(beside.len(), 1, "nothing was unpacked");
    }
}

#[test]
fn links_in_archives_are_not_followed() {
    let desk = Desk::new();
    let link = |kind| {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_path("exercises/ch01-a/ex01_b.rs").expect("set");
        header.set_link_name("../../../secret").expect("set");
        header.set_size(0);
        header.set_cksum();
        header
    };
    desk.write("secret", "secret");
    for kind in [tar::EntryType::Symlink, tar::EntryType::Link] {
        let mut builder = tar::Builder::new(Vec::new());
        builder.append(&link(kind), &b""[..]).expect("appended");
        desk.write("ada.tar", builder.into_inner().expect("finished"));
        refused(&desk.read(), "ch01-a/ex01_b", "it is a link");
    }
    for kind in [
        tar::EntryType::Fifo,
        tar::EntryType::Char,
        tar::EntryType::GNUSparse,
    ] {
        desk.write("ada.tar", tarred(&[(kind, "ex01_e.rs", b"")]));
        refused(&desk.read(), "ch02-d/ex01_e", "no plain file");
    }
    fs::remove_file(desk.path().join("ada.tar")).expect("removed");
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    writer
        .add_symlink("ex01_e.rs", "../secret", SimpleFileOptions::default())
        .expect("added");
    desk.write("ada.zip", writer.finish().expect("finished").into_inner());
    refused(&desk.read(), "ch02-d/ex01_e", "symbolic link");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_in_folders_are_not_opened() {
    use std::os::unix::fs::symlink;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let desk = Desk::new();
    let elsewhere = Desk::new();
    elsewhere.write("ch01-a/ex01_b.rs", "secret");
    elsewhere.write("ex01_e.rs", "secret");
    desk.write("ada/exercises/ch01-a/ex02_c.rs", "mine");
    let inside = |path: &str| desk.path().join("ada").join(path);
    symlink(
        elsewhere.path().join("ch01-a/ex01_b.rs"),
        inside("exercises/ch01-a/ex01_b.rs"),
    )
    .expect("linked");
    // Links for folders on the way, and one in a circle.
    symlink(elsewhere.path(), inside("ch02-d")).expect("linked");
    symlink(".", inside("again")).expect("linked");
    let contents = desk.read();
    refused(&contents, "ch01-a/ex01_b", "symbolic link");
    assert_eq!(text(&contents, "ch01-a/ex02_c"), "mine");
    assert!(!contents.answers.contains_key("ch02-d/ex01_e"));
    problem(&contents, "ch02-d is a symbolic link to a folder");
    problem(&contents, "again is a symbolic link to a folder");

    mknodat(CWD, inside("ex01_e.rs"), FileType::Fifo, Mode::RWXU, 0).expect("a pipe");
    refused(&desk.read(), "ch02-d/ex01_e", "no plain file");
    // A pipe in place of an archive, and of a submission.
    let desk = Desk::new();
    mknodat(
        CWD,
        desk.path().join("ada.zip"),
        FileType::Fifo,
        Mode::RWXU,
        0,
    )
    .expect("a pipe");
    all_refused(&desk.read(), "no plain file");
    let desk = Desk::new();
    mknodat(CWD, desk.path().join("ada"), FileType::Fifo, Mode::RWXU, 0).expect("a pipe");
    all_refused(&desk.read(), "cannot be read");
    let desk = Desk::new();
    symlink(elsewhere.path(), desk.path().join("ada")).expect("linked");
    all_refused(&desk.read(), "is a symbolic link");
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let limits = archive::Limits {
        entries: 50,
        unpacked: 8 << 20,
        ratio: 10,
        small: 1 << 20,
        ..archive::LIMITS
    };
    let zeros = vec![0; 2 << 20];
    // A large file that is no answer: tar has to be read through.
    let desk = Desk::new();
    desk.write(
        "ada.tar.gz",
        gzipped(&tar_of(&[("x", &zeros), ("ex01_e.rs", b"two")])),
    );
    all_refused(&desk.read_within(limits), "unpacks to more than 1 MiB");
    // In a zip it is passed over.
    let desk = Desk::new();
    desk.write("ada.zip", zipped(&[("x", &zeros), ("ex01_e.rs", b"two")]));
    assert_eq!(text(&desk.read_within(limits), "ch02-d/ex01_e"), "two");
    // One that is said to be an answer.
    let desk = Desk::new();
    desk.write("ada.zip", zipped(&[("ex01_e.rs", &zeros)]));
    refused(
        &desk.read_within(limits),
        "ch02-d/ex01_e",
        "it has 2048 KiB",
    );
    // Its size is a lie, in the directory and before the entry.
    let mut lie = zipped(&[("ex01_e.rs", &zeros)]);
    let size = u32::try_from(zeros.len()).expect("small").to_le_bytes();
    while let Some(at) = lie.windows(4).position(|it| it == size) {
        lie[at..at + 4].copy_from_slice(&3_u32.to_le_bytes());
    }
    let desk = Desk::new();
    desk.write("ada.zip", lie);
    assert!(matches!(
        desk.read_within(limits).answers["ch02-d/ex01_e"],
        Found::Refused(_)
    ));
    // Many entries; and many answers, each of which is read.
    let names: Vec<String> = (0..60).map(|it| format!("{it}/ex01_e.rs")).collect();
    let many: Vec<Entry<'_>> = names.iter().map(|it| (it.as_str(), &b"x"[..])).collect();
    let desks = [Desk::new(), Desk::new()];
    desks[0].write("ada.zip", zipped(&many));
    desks[1].write("ada.tar", tar_of(&many));
    for desk in desks {
        all_refused(&desk.read_within(limits), "more than 50 entries");
    }
    let large = vec![b' '; 200 << 10];
    let many: Vec<Entry<'_>> = names[..40]
        .iter()
        .map(|it| (it.as_str(), &large[..]))
        .collect();
    let desk = Desk::new();
    desk.write("ada.zip", zipped(&many));
    all_refused(&desk.read_within(limits), "unpacks to more than 1 MiB");
}

#[test]
fn damage_is_told() {
    let whole = zipped(&[("ex01_e.rs", b"two two two two two two two")]);
    let tar = gzipped(&tar_of(&[("ex01_e.rs", &[b'x'; 2000])]));
    for (name, bytes) in [
        ("ada.zip", &b"no zip"[..]),
        ("ada.zip", &whole[..whole.len() - 10]),
        ("ada.zip", b""),
        ("ada.tar.gz", b"no gzip"),
        ("ada.tar.gz", &tar[..tar.len() / 2]),
        ("ada.tar", &[b'x'; 600]),
    ] {
        let desk = Desk::new();
        desk.write(name, bytes);
        all_refused(&desk.read(), "cannot be read as a");
    }
    let mut flipped = whole.clone();
    let at = whole
        .windows(9)
        .position(|it| it == b"ex01_e.rs")
        .expect("there")
        + 9
        + 3;
    flipped[at] ^= 0x55;
    let desk = Desk::new();
    desk.write("ada.zip", flipped);
    refused(&desk.read(), "ch02-d/ex01_e", "cannot be unpacked");
    let desk = Desk::new();
    desk.write("ada.rar", "Rar!");
    all_refused(&desk.read(), "no archive that is read: ask for one of .zip");
    let desk = Desk::new();
    desk.write("ada/one.zip", zipped(&[]));
    desk.write("ada/two.tar", tar_of(&[]));
    all_refused(
        &desk.read(),
        "which of them counts is open: one.zip, two.tar",
    );
}

#[test]
fn what_is_no_text_or_too_large_is_refused_alone() {
    let mut large = vec![b'/'; 10 << 20];
    // So that it is not compressed here, which takes the time of the whole test.
    large[0] = b' ';
    let files: [Entry<'_>; 3] = [
        ("ch01-a/ex01_b.rs", &large),
        ("ch01-a/ex02_c.rs", b"\xff\xfe"),
        ("ch02-d/ex01_e.rs", b"\xef\xbb\xbffn f() {}\r\n"),
    ];
    let desks = [(); 3].map(|()| Desk::new());
    for (name, bytes) in files {
        desks[0].write(&format!("ada/{name}"), bytes);
    }
    desks[1].write("ada.zip", zipped(&files));
    desks[2].write("ada.tar", tar_of(&files));
    for desk in desks {
        let contents = desk.read();
        refused(
            &contents,
            "ch01-a/ex01_b",
            "it has 10240 KiB, and an answer may have 256",
        );
        refused(&contents, "ch01-a/ex02_c", "no UTF-8");
        assert_eq!(text(&contents, "ch02-d/ex01_e"), "fn f() {}\n");
    }
}

#[test]
fn names_in_other_letters_and_scripts_are_no_answers() {
    let entries: [Entry<'_>; 4] = [
        ("ch02-d/EX01_E.rs", b"x"),
        ("ch02-d/ex01_е.rs", b"a Cyrillic letter"),
        ("ch02-d/ex01_e\u{202e}sr.rs", b"x"),
        ("größe/ex01_b.rs", b"one"),
    ];
    let desk = Desk::new();
    desk.write("ada.zip", zipped(&entries));
    let contents = desk.read();
    assert_eq!(contents.answers.len(), 1);
    assert_eq!(text(&contents, "ch01-a/ex01_b"), "one");
    problem(&contents, "ch02-d/EX01_E.rs is not taken");
    // Beside the right one it takes nothing away.
    let desk = Desk::new();
    desk.write(
        "ada.zip",
        zipped(&[("EX01_E.rs", b"x"), ("ex01_e.rs", b"two")]),
    );
    assert_eq!(text(&desk.read(), "ch02-d/ex01_e"), "two");
}

#[test]
fn a_folder_without_end_is_refused() {
    let desk = Desk::new();
    for index in 0..100 {
        desk.write(&format!("ada/{index}/x"), "");
    }
    // A clone with the folders of a build has hundreds of thousands of files, which are not looked at.
    let nothing = |contents: Contents| {
        assert_eq!((contents.answers.len(), &contents.refused), (0, &None));
        problem(&contents, "holds no file of an exercise");
    };
    nothing(desk.read());
    let deep = "x/".repeat(200);
    desk.write(&format!("ada/{deep}ex01_b.rs"), "");
    nothing(desk.read());
    let limits = archive::Limits {
        files: 100,
        ..archive::LIMITS
    };
    all_refused(&desk.read_within(limits), "more than 100 files and folders");
}

#[test]
fn students_come_from_the_roster() {
    let desk = Desk::new();
    desk.write("hw-ada/ex01_b.rs", "one");
    desk.write("bob.zip", zipped(&[]));
    desk.write("eve/ex01_b.rs", "one");
    desk.write("notes.txt", "");
    desk.write(
        "roster.csv",
        "id,name,email,submission\n7,Ada,ada@x.org,hw-ada\nbob,Bob,,\nche,Che,,gone\ndan,Dan,,\n",
    );
    let roster = desk.path().join("roster.csv");
    let class = Class::find(desk.path(), Some(&roster)).expect("a class");
    let told: Vec<_> = class
        .students
        .iter()
        .map(|it| {
            let submission = it.submission.as_ref().map(|it| it.name.as_str());
            (it.id.as_str(), submission, it.problems.join(" "))
        })
        .collect();
    let of = |id, submission, problem: &str| (id, submission, problem.to_owned());
    assert_eq!(
        told,
        [
            of("7", Some("hw-ada"), ""),
            of("bob", Some("bob.zip"), ""),
            of("che", None, "its submission `gone` is not there"),
            of("dan", None, ""),
            of("eve", Some("eve"), "not on the roster"),
        ]
    );
    assert_eq!(class.students[0].email.as_deref(), Some("ada@x.org"));
    assert_eq!(class.notes.len(), 2, "{:?}", class.notes);
    assert!(class.notes[0].contains("notes.txt") && !class.notes[0].contains("roster.csv"));
    assert!(class.notes[1].contains("not on the roster, but graded: eve"));
}

#[test]
fn whose_a_submission_is_must_be_clear() {
    #[track_caller]
    fn told(error: &str, parts: &[&str]) {
        assert!(parts.iter().all(|it| error.contains(it)), "{error}");
    }
    let desk = Desk::new();
    told(
        &desk.class_error(None),
        &["there are no submissions in", ".tar.gz"],
    );
    desk.write("ada/x", "");
    desk.write("ada.zip", "");
    told(
        &desk.class_error(None),
        &[
            "`ada` and `ada.zip` in",
            "both be those of the student `ada`",
        ],
    );
    // An exact name is clear, and then the other one is nobody's.
    told(
        &desk.class_error(Some("id\nada\n")),
        &["`ada.zip` in", "according to the roster"],
    );
    desk.write("ada.tar", "");
    told(
        &desk.class_error(Some("id,submission\n1,ada.zip\n2,ada.tar\n3,ada\nada,\n")),
        &["`ada` stands", ""][1..],
    );
    let file = desk.path().join("ada.zip");
    told(
        &Class::find(&file, None).expect_err("refused").to_string(),
        &["is a file: give the folder"],
    );
    let gone = desk.path().join("gone");
    told(
        &Class::find(&gone, None).expect_err("refused").to_string(),
        &["there is no folder"],
    );
    let desk = Desk::new();
    desk.write("a\u{202e}b/x", "");
    told(
        &desk.class_error(None),
        &["changes the direction", "rename it"],
    );
}

/// Whoever can still write there exchanges a folder of a submission for a link to answers that are not theirs.
#[cfg(target_os = "linux")]
#[test]
fn what_becomes_a_link_while_it_is_read_leads_nowhere() {
    use std::sync::atomic::{AtomicBool, Ordering};

    use rustix::fs::{CWD, RenameFlags, renameat_with};

    let desk = Desk::new();
    desk.write("solutions/ch01-a/ex01_b.rs", "the solution");
    desk.write("class/alice/ch01-a/ex01_b.rs", "her own");
    let class = desk.path().join("class");
    let (chapter, alice) = (class.join("alice/ch01-a"), class.join("alice"));
    let (to_chapter, to_all) = (class.join("alice/link"), class.join(".link"));
    let solutions = desk.path().join("solutions");
    std::os::unix::fs::symlink(solutions.join("ch01-a"), &to_chapter).expect("linked");
    std::os::unix::fs::symlink(&solutions, &to_all).expect("linked");
    let submission = Class::find(&class, None).expect("a class").students[0]
        .submission
        .clone();
    let submission = submission.expect("there is one");
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                for (place, link) in [(&chapter, &to_chapter), (&alice, &to_all)] {
                    for _ in 0..2 {
                        renameat_with(CWD, place, CWD, link, RenameFlags::EXCHANGE)
                            .expect("exchanged");
                    }
                }
            }
        });
        let read = (0..3_000).map(|_| submission.read(&wanted()));
        let taken: Vec<Found> = read.flat_map(|it| it.answers.into_values()).collect();
        over.store(true, Ordering::Relaxed);
        let own = Found::Text("her own".to_owned());
        assert!(taken.contains(&own), "nothing was read");
        let stolen = taken.iter().filter(|it| **it != own).count();
        assert_eq!(stolen, 0, "of {}", taken.len());
    });
}
