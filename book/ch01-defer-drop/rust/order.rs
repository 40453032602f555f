//! Locals, fields, elements: who is dropped first?

// ANCHOR: types
struct Line(&'static str);

impl Drop for Line {
    fn drop(&mut self) {
        println!("  {}", self.0);
    }
}

struct Pair {
    _first: Line,
    _second: Line,
}
// ANCHOR_END: types

// ANCHOR: main
fn main() {
    println!("locals:");
    {
        let _a = Line("declared first");
        let _b = Line("declared second");
    }
    println!("fields:");
    drop(Pair {
        _second: Line("second field, made first"),
        _first: Line("first field, made last"),
    });
    println!("elements of a Vec:");
    drop(vec![Line("element 0"), Line("element 1")]);
    println!("moved away and dropped by name:");
    let early = Line("early");
    let _late = Line("late");
    drop(early);
    println!("  (the end of main)");
}
// ANCHOR_END: main
