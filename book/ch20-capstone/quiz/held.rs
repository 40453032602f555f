struct Buffer([u8; 4096]);

impl Buffer {
    fn first(&self) -> u8 {
        self.0[0]
    }
}

async fn silence() {}

async fn kept() -> u8 {
    let buffer = Buffer([0; 4096]);
    let first = buffer.first();
    silence().await;
    first
}

async fn dropped() -> u8 {
    let buffer = Buffer([0; 4096]);
    let first = buffer.first();
    drop(buffer);
    silence().await;
    first
}

async fn scoped() -> u8 {
    let first = {
        let buffer = Buffer([0; 4096]);
        buffer.first()
    };
    silence().await;
    first
}

fn main() {
    let sizes = [
        size_of_val(&kept()),
        size_of_val(&dropped()),
        size_of_val(&scoped()),
    ];
    println!("{:?}", sizes.map(|size| size > 4096));
}
