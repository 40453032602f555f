use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha1::{Digest, Sha1};

fn main() {
    let hash = Sha1::new()
        .chain_update("hello, ")
        .chain_update("world")
        .finalize();
    println!("{}", BASE64.encode(hash));
    println!("{:?}", BASE64.decode("aGVsbG8="));
    println!("{:?}", BASE64.decode("aGVsbG8"));
    println!("{:?}", BASE64.decode("hello!"));
}
