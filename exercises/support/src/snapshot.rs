/// Compares `$value`, a text, with `tests/snapshots/$name.snap` beside the test file.
///
/// The name of the snapshot is used as it stands, without the module path, because the same test
/// file is compiled in two packages: the chapter's and `solutions`.
#[macro_export]
macro_rules! assert_snapshot {
    ($name:expr, $value:expr) => {
        $crate::insta::with_settings!(
            { prepend_module_to_snapshot => false, omit_expression => true },
            { $crate::insta::assert_snapshot!($name, $value) }
        )
    };
}
