//! All 256 bytes, each once, made into numbers below 100 in two ways.

/// One line for each ten numbers: how many bytes lead there.
fn histogram(title: &str, numbers: impl Iterator<Item = u8>) {
    let mut counts = [0; 10];
    let mut total = 0;
    for number in numbers {
        counts[usize::from(number / 10)] += 1;
        total += 1;
    }
    println!("{title}: {total} bytes");
    for (ten, count) in counts.iter().enumerate() {
        println!(
            "{:2}–{:2} {} {count}",
            ten * 10,
            ten * 10 + 9,
            "█".repeat(*count)
        );
    }
}

fn main() {
    histogram(
        "every byte modulo 100",
        (0..=255).map(|byte: u8| byte % 100),
    );
    println!();
    let below_200 = (0..=255).filter(|byte: &u8| *byte < 200);
    histogram(
        "those below 200 modulo 100",
        below_200.map(|byte| byte % 100),
    );
}
