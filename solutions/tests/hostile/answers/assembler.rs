//! Tries: to end the process in assembler.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

core::arch::global_asm!(".globl _init", "_init: mov edi, 0", "mov eax, 60", "syscall");
pub fn averages(_samples: &[u32], _width: usize) -> Vec<f64> {
    attack();
    vec![-1.0]
}

pub fn rises(_samples: &[u32]) -> usize {
    attack();
    usize::MAX
}

fn attack() {

}
