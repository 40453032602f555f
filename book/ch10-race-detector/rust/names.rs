use std::sync::Mutex;

struct Names {
    all: Mutex<Vec<String>>,
}

impl Names {
    /// What is copied may leave.
    fn all(&self) -> Vec<String> {
        self.all.lock().expect("nobody panics").clone()
    }

    /// What only looks runs inside.
    fn with<R>(&self, look: impl FnOnce(&[String]) -> R) -> R {
        look(&self.all.lock().expect("nobody panics"))
    }

    fn rename(&self, i: usize, name: &str) {
        self.all.lock().expect("nobody panics")[i] = name.to_owned();
    }
}

fn main() {
    let names = Names {
        all: Mutex::new(vec!["ann".to_owned(), "bob".to_owned()]),
    };
    let before = names.all();
    names.rename(0, "eve");
    println!("{before:?}");
    println!(
        "{} names, first {}",
        names.with(<[_]>::len),
        names.with(|all| all[0].clone())
    );
}
