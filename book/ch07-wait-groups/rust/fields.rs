//! Two threads of a scope read one text, and each writes its own variable.

use std::thread;

fn main() {
    let text = String::from("to be,\nor not to be");
    let (mut vowels, mut longest) = (0, "");
    let initials = thread::scope(|scope| {
        scope.spawn(|| vowels = text.chars().filter(|it| "aeiou".contains(*it)).count());
        scope.spawn(|| longest = text.lines().max_by_key(|line| line.len()).unwrap_or(""));
        let initials = scope.spawn(|| -> String {
            text.split_whitespace()
                .filter_map(|word| word.chars().next())
                .collect()
        });
        initials.join().expect("it does not panic")
    });
    println!("{vowels} vowels, {longest:?}, {initials:?}");
}
