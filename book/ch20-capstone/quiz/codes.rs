fn main() {
    for bytes in [&b"\xe2\x82"[..], b"\xe2\x28", b"\xc0", b"\xe2\x82\xac\x80"] {
        let error = std::str::from_utf8(bytes).unwrap_err();
        println!("{} {:?}", error.valid_up_to(), error.error_len());
    }
}
