use std::sync::Mutex;

fn transfer(from: (u32, &Mutex<u64>), to: (u32, &Mutex<u64>), amount: u64) {
    let (mut source, mut target);
    if from.0 < to.0 {
        source = from.1.lock().unwrap();
        target = to.1.lock().unwrap();
    } else {
        target = to.1.lock().unwrap();
        source = from.1.lock().unwrap();
    }
    *source -= amount;
    *target += amount;
}

fn main() {
    let ann = Mutex::new(100);
    transfer((1, &ann), (1, &ann), 30);
    println!("{}", ann.lock().unwrap());
}
