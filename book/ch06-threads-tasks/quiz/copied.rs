fn main() {
    let mut count = 0;
    let mut add = move || {
        count += 1;
        count
    };
    add();
    add();
    println!("{count}");
}
