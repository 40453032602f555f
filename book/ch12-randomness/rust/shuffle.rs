//! Where the bias comes from: all choices that the loop can make, each once.

use std::collections::BTreeMap;

fn main() {
    let mut orders: BTreeMap<String, usize> = BTreeMap::new();
    for choices in 0..27 {
        // For each of the three places, the place it is swapped with.
        let others = [choices / 9, choices / 3 % 3, choices % 3];
        let mut items = ['a', 'b', 'c'];
        for (place, other) in others.into_iter().enumerate() {
            items.swap(place, other);
        }
        *orders.entry(items.iter().collect()).or_default() += 1;
    }
    for (order, ways) in &orders {
        println!("{order} {} {ways} of 27", "█".repeat(*ways));
    }
}
