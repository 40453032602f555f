use std::sync::Arc;

struct Mailbox;

#[expect(dead_code, reason = "only their size is asked for")]
enum Place {
    Parked(i32),
    Talking(Arc<Mailbox>),
}

fn main() {
    println!("{}", size_of::<Arc<Mailbox>>());
    println!("{}", size_of::<Place>());
    println!("{}", size_of::<Option<Place>>());
}
