//! Bytes that are text, and bytes that are not.

fn main() {
    let word = "naïve";
    println!("{} bytes, {} chars", word.len(), word.chars().count());

    for bytes in [b"na\xc3\xafve".as_slice(), b"na\xffve", b"na\xc3"] {
        match std::str::from_utf8(bytes) {
            Ok(text) => println!("text: {text}"),
            Err(error) => println!(
                "valid up to {}, then wrong for {:?} bytes",
                error.valid_up_to(),
                error.error_len()
            ),
        }
    }

    println!("is 3 between two characters? {}", word.is_char_boundary(3));
    println!("the last boundary up to 3: {}", word.floor_char_boundary(3));
}
