use std::sync::Mutex;

fn main() {
    let jobs = Mutex::new(vec![4, 3, 2, 1]);
    let free = || match jobs.try_lock() {
        Ok(_) => "free",
        Err(_) => "held",
    };

    // ANCHOR: forms
    let mut guard = jobs.lock().unwrap();
    guard.push(0);
    println!("with a name:            {}", free());
    drop(guard);
    println!("after drop(guard):      {}", free());

    jobs.lock().unwrap().pop();
    println!("after a statement:      {}", free());

    let Some(_job) = jobs.lock().unwrap().pop() else {
        return;
    };
    println!("after let … else:       {}", free());

    match jobs.lock().unwrap().pop() {
        Some(_job) => println!("in the arm of a match:  {}", free()),
        None => unreachable!(),
    }

    if let Some(_job) = jobs.lock().unwrap().pop() {
        println!("in if let:              {}", free());
    }
    while let Some(_job) = jobs.lock().unwrap().pop() {
        println!("in while let:           {}", free());
    }

    // Now the list is empty.
    match jobs.lock().unwrap().pop() {
        Some(_) => unreachable!(),
        None => println!("in the arm for None:    {}", free()),
    }
    if let Some(_job) = jobs.lock().unwrap().pop() {
        unreachable!();
    } else {
        println!("in the else of if let:  {}", free());
    }
    // ANCHOR_END: forms
}
