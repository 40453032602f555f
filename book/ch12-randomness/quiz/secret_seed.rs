use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

fn token(user: u64) -> [u8; 16] {
    StdRng::seed_from_u64(user).random()
}

fn main() {
    let victim = token(1017);
    let guessed = (0..5000).find(|user| token(*user) == victim);
    println!("{guessed:?}");
}
