fn main() {
    let word = "naïve";
    println!("{}", word[0]);
}
