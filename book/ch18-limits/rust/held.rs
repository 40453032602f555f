use std::io;
use std::path::PathBuf;

use tokio::net::TcpListener;

/// What the descriptors lead to, the one of this reading left out.
fn held() -> io::Result<Vec<PathBuf>> {
    let directory = std::fs::read_dir("/proc/self/fd")?;
    let paths: io::Result<Vec<_>> = directory.map(|it| Ok(it?.path())).collect();
    let paths = paths?;
    let links = paths.iter().filter_map(|it| it.read_link().ok());
    Ok(links.collect())
}

fn main() -> io::Result<()> {
    let before = held()?.len();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let with_runtime = held()?.len();
    let _listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let with_listener = held()?;

    println!("the runtime: {}", with_runtime - before);
    println!("a listener:  {}", with_listener.len() - with_runtime);
    let made_up = with_listener.iter().filter_map(|it| it.to_str());
    let mut made_up: Vec<_> = made_up.filter(|it| it.starts_with("anon_inode")).collect();
    made_up.sort_unstable();
    println!("{made_up:?}");
    Ok(())
}
