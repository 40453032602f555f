const BYTES: &[u8] = b"GET /echo HTTP/1.1\r\n\
    Host: chat.example\r\n\
    Upgrade: websocket\r\n\
    \r\n\
    \x81\x85";

fn main() {
    for come in [10, 40, BYTES.len()] {
        let mut fields = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut fields);
        let seen = request.parse(&BYTES[..come]);
        println!("{come} bytes: {seen:?}");
        if seen.is_ok_and(|status| status.is_complete()) {
            for field in request.headers.iter() {
                let value = String::from_utf8_lossy(field.value);
                println!("  {} = {value}", field.name);
            }
        }
    }

    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut fields);
    println!("{:?}", request.parse(b"\x16\x03\x01"));

    let mut fields = [httparse::EMPTY_HEADER; 1];
    let mut request = httparse::Request::new(&mut fields);
    println!("{:?}", request.parse(BYTES));
}
