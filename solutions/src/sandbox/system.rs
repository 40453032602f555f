//! What of the system every task may read: programs and libraries, and nothing that is anybody's.

use std::path::{Path, PathBuf};

use workbook::judge::{Purpose, Task};

/// Folders below `/usr`. Not all of `/usr`: containers like to keep source code there.
const USR: [&str; 8] = [
    "bin",
    "sbin",
    "lib",
    "lib32",
    "lib64",
    "libx32",
    "libexec",
    "local/lib",
];

/// Where systems have what is in `/usr`: by links, or really.
pub(super) const ROOTS: [&str; 6] = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

/// Files and folders of `/etc` that the loader, and the names of the linker, lead through.
const ETC: [&str; 2] = ["/etc/ld.so.cache", "/etc/alternatives"];

/// Devices without which programs are not at home.
pub(super) const DEVICES: [&str; 5] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];

/// The folders and files of the system, those of them that exist.
pub(super) fn readable() -> impl Iterator<Item = PathBuf> {
    let usr = USR.iter().map(|it| Path::new("/usr").join(it));
    usr.chain(ETC.iter().map(PathBuf::from))
        .filter(|path| path.exists())
}

/// What `task` reads by what it is, besides what it declares: its own program, and a compiler its own
/// libraries, which lie beside the folder of its program.
pub(super) fn implied(task: &Task) -> Vec<PathBuf> {
    let mut paths = vec![task.program.clone()];
    let folder = task.program.parent();
    if task.purpose == Purpose::Compile
        && let Some(folder) = folder
        && folder.ends_with("bin")
        && let Some(sysroot) = folder.parent()
        && sysroot != Path::new("/usr")
        && sysroot != Path::new("/")
    {
        paths.push(sysroot.join("bin"));
        paths.push(sysroot.join("lib"));
    }
    paths
}
