use std::str;

fn main() {
    let text = "Ciao 🦀";
    let (first, second) = text.as_bytes().split_at(7);
    for bytes in [first, second, b"Ciao \xf4\x90"] {
        match str::from_utf8(bytes) {
            Ok(text) => println!("{text:?}"),
            Err(error) => println!(
                "{bytes:02x?}: valid up to {}, error_len {:?}",
                error.valid_up_to(),
                error.error_len()
            ),
        }
    }
    println!("{:?}", String::from_utf8([first, second].concat()));
}
