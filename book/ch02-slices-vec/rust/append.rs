//! One owner, and borrowers who have to finish first.

fn main() {
    let mut names = vec!["ann", "bob"];

    // A copy is a copy, and says so.
    let mut more = names.clone();
    more.push("cid");
    more[0] = "eve";
    println!("{names:?} {more:?}");

    // A view is a view, and while it is in use nobody changes what it shows.
    let first_two = &names[..2];
    println!("{first_two:?}");
    names.push("cid");
    println!("{names:?}");
}
