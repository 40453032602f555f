use std::process::Command;

use rlimit::Resource;

fn main() -> std::io::Result<()> {
    // As if a shell had started us with these.
    Resource::NOFILE.set(256, 512)?;
    println!("has          {:?}", Resource::NOFILE.get()?);
    child()?;

    Resource::NOFILE.set(512, 512)?;
    println!("raised to    {:?}", Resource::NOFILE.get()?);
    child()
}

fn child() -> std::io::Result<()> {
    let says = "echo \"its child has soft $(ulimit -Sn) hard $(ulimit -Hn)\"";
    Command::new("sh").args(["-c", says]).status().map(drop)
}
