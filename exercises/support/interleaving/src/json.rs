//! JSON, written.
//!
//! Tests of the course link this crate, and what is linked decides what compiles: with `serde_json`
//! there, whose values compare with numbers, `assert_eq!(empty(), [])` no longer says what type the
//! empty list is of, and a learner is refused who did nothing wrong. So what those tests need to write,
//! they write by this.

use std::fmt::{self, Display};

use serde::ser::{self, Impossible, Serialize};

/// `value` as JSON. Equal to what `serde_json` writes, for the types of this crate.
///
/// # Errors
///
/// If the value has a part that those types have not: a map, bytes, a variant with fields.
pub fn to_string(value: &impl Serialize) -> Result<String, Unsupported> {
    let mut writer = Writer(String::new());
    value.serialize(&mut writer)?;
    Ok(writer.0)
}

/// A part that is never written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported(String);

impl Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

impl ser::Error for Unsupported {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

struct Writer(String);

impl Writer {
    fn text(&mut self, text: &str) {
        self.0.push('"');
        for character in text.chars() {
            match character {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                '\t' => self.0.push_str("\\t"),
                control if control < ' ' => {
                    self.0.push_str(&format!("\\u{:04x}", u32::from(control)));
                }
                other => self.0.push(other),
            }
        }
        self.0.push('"');
    }

    fn plain(&mut self, value: impl Display) -> Result<(), Unsupported> {
        self.0.push_str(&value.to_string());
        Ok(())
    }
}

fn unsupported<T>(what: &str) -> Result<T, Unsupported> {
    Err(Unsupported(format!("no {what} is written as JSON here")))
}

macro_rules! numbers {
    ($($method:ident $type:ty)*) => {
        $(fn $method(self, value: $type) -> Result<(), Unsupported> {
            self.plain(value)
        })*
    };
}

impl<'a> ser::Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Unsupported;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Impossible<(), Unsupported>;
    type SerializeMap = Impossible<(), Unsupported>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Impossible<(), Unsupported>;

    numbers! {
        serialize_bool bool
        serialize_i8 i8
        serialize_i16 i16
        serialize_i32 i32
        serialize_i64 i64
        serialize_u8 u8
        serialize_u16 u16
        serialize_u32 u32
        serialize_u64 u64
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unsupported> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unsupported> {
        if value.is_finite() {
            // Debug writes a number that reads as one with a fraction.
            self.plain(format_args!("{value:?}"))
        } else {
            self.plain("null")
        }
    }

    fn serialize_char(self, value: char) -> Result<(), Unsupported> {
        self.text(&value.to_string());
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Unsupported> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unsupported> {
        unsupported("bytes")
    }

    fn serialize_none(self) -> Result<(), Unsupported> {
        self.plain("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unsupported> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unsupported> {
        self.plain("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unsupported> {
        self.plain("null")
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Unsupported> {
        self.text(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unsupported> {
        unsupported("variant with fields")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Unsupported> {
        Ok(Parts::begin(self, '[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, Unsupported> {
        Ok(Parts::begin(self, '[', ']'))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Unsupported> {
        Ok(Parts::begin(self, '[', ']'))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unsupported> {
        unsupported("variant with fields")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unsupported> {
        unsupported("map")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, Unsupported> {
        Ok(Parts::begin(self, '{', '}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unsupported> {
        unsupported("variant with fields")
    }
}

/// The parts of a list or of an object.
struct Parts<'a> {
    writer: &'a mut Writer,
    first: bool,
    close: char,
}

impl<'a> Parts<'a> {
    fn begin(writer: &'a mut Writer, open: char, close: char) -> Self {
        writer.0.push(open);
        Self {
            writer,
            first: true,
            close,
        }
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.writer.0.push(',');
        }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        self.separate();
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Result<(), Unsupported> {
        self.writer.0.push(self.close);
        Ok(())
    }
}

macro_rules! lists {
    ($($trait:ident $method:ident)*) => {
        $(impl ser::$trait for Parts<'_> {
            type Ok = ();
            type Error = Unsupported;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
                self.item(value)
            }

            fn end(self) -> Result<(), Unsupported> {
                self.close()
            }
        })*
    };
}

lists! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
}

impl ser::SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        self.separate();
        self.writer.text(key);
        self.writer.0.push(':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Unsupported> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, FailureKind, Interleaving, Object, Operation, Place, Step, Thread};

    #[test]
    fn it_is_what_serde_json_writes() {
        let place = Place {
            file: "a\\b.rs".to_owned(),
            line: 3,
            column: 7,
            source: Some("say(\"ä\t→\u{1}\n\r\");".to_owned()),
        };
        let interleaving = Interleaving {
            version: 1,
            threads: vec![Thread {
                name: "main".to_owned(),
            }],
            objects: vec![Object {
                kind: "Mutex".to_owned(),
                name: "count".to_owned(),
                place: None,
            }],
            steps: vec![Step {
                thread: 0,
                operation: Operation::ReadModifyWrite,
                object: Some(0),
                other: None,
                ordering: Some("Relaxed".to_owned()),
                read: None,
                written: Some("-1".to_owned()),
                read_from: None,
                missed: None,
                blocked_since: None,
                pending: true,
                place: Some(place),
            }],
            failure: Failure {
                kind: FailureKind::NotExhausted,
                message: String::new(),
                step: None,
                thread: None,
                place: None,
            },
            explored: u64::MAX,
            seconds: 0.25,
        };
        let ours = to_string(&interleaving).expect("all of it can be written");
        let theirs = serde_json::to_string(&interleaving).expect("it is plain data");
        assert_eq!(ours, theirs);
        for seconds in [0.0, 1.0, 1e-7, 123_456.789, 1e20] {
            let read: f64 =
                serde_json::from_str(&to_string(&seconds).expect("a number")).expect("it");
            assert_eq!(read, seconds);
        }
    }

    #[test]
    fn what_is_not_supported_is_an_error() {
        let map = std::collections::BTreeMap::from([(1, 2)]);
        assert!(to_string(&map).is_err());
    }
}
