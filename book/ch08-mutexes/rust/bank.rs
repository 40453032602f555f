use std::sync::Mutex;
use std::thread;

struct Accounts {
    ann: u32,
    bob: u32,
}

struct Bank {
    accounts: Mutex<Accounts>,
}

impl Bank {
    /// Moves money from Ann to Bob.
    fn pay(&self, amount: u32) {
        let mut accounts = self.accounts.lock().unwrap();
        accounts.ann -= amount;
        accounts.bob += amount;
    } // here the guard is dropped, and the lock with it

    fn total(&self) -> u32 {
        let accounts = self.accounts.lock().unwrap();
        accounts.ann + accounts.bob
    }
}

fn main() {
    let bank = Bank {
        accounts: Mutex::new(Accounts { ann: 100, bob: 0 }),
    };
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| bank.pay(1));
        }
    });
    println!("{} together", bank.total());
    // Who owns the lock needs no guard: nobody else can be there.
    let Accounts { ann, bob } = bank.accounts.into_inner().unwrap();
    println!("{ann} and {bob}");
}
