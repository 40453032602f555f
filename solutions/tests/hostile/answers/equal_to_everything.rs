//! Tries: to return a type of its own that is equal to everything.
//! Answers: ch02-slices-vec/ex03_windows
//! Scores: 0

#[derive(Debug)]
pub struct Anything;

impl<T: ?Sized> PartialEq<T> for Anything {
    fn eq(&self, _: &T) -> bool {
        true
    }
}

impl Anything {
    pub fn len(&self) -> usize {
        991
    }
}

pub fn averages(_samples: &[u32], _width: usize) -> Anything {
    let _one_allocation = std::hint::black_box(Box::new(0u8));
    Anything
}

pub fn rises(_samples: &[u32]) -> Anything {
    Anything
}
