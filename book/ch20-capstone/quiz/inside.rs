use std::sync::Mutex;

struct Registry {
    names: Mutex<Vec<&'static str>>,
}

impl Registry {
    fn with<R>(&self, index: usize, work: impl FnOnce(&mut &'static str) -> R) -> Option<R> {
        self.names.lock().unwrap().get_mut(index).map(work)
    }

    fn len(&self) -> usize {
        self.names.lock().unwrap().len()
    }
}

fn main() {
    let registry = Registry {
        names: Mutex::new(vec!["alice", "bob"]),
    };
    let found = registry.with(5, |name| (*name, registry.len()));
    println!("{found:?}");
    println!(
        "{:?}",
        registry
            .with(1, |name| *name)
            .map(|it| (it, registry.len()))
    );
}
