//! Four ways to hold a pass, two of which do not.

struct Pass(&'static str);

impl Drop for Pass {
    fn drop(&mut self) {
        println!("  {} has left", self.0);
    }
}

fn main() {
    println!("let _ =");
    {
        let _ = Pass("nobody");
        println!("  working");
    }
    println!("let _pass =");
    {
        let _pass = Pass("somebody");
        println!("  working");
    }
    println!("let Some(_) =");
    {
        let Some(_) = Some(Pass("nobody")) else {
            return;
        };
        println!("  working");
    }
    println!("let Some(_pass) =");
    {
        let Some(_pass) = Some(Pass("somebody")) else {
            return;
        };
        println!("  working");
    }
}
