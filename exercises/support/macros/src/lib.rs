//! The attribute `#[support::test]`.
//!
//! It stands alone because attribute macros must live in a crate of their own, and it reads the
//! function's tokens by hand because the one shape it accepts, `fn name() { … }`, needs no parser.

use proc_macro::{Delimiter, TokenStream, TokenTree};

/// Marks a test of the course: a `#[test]` whose body runs under a time limit and whose outcome is
/// reported to the workbook when the workbook asked for it.
///
/// Takes no arguments, and only functions of the shape `fn name() { … }`.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, function: TokenStream) -> TokenStream {
    if !arguments.is_empty() {
        return refuse("#[support::test] takes no arguments");
    }
    let tokens: Vec<TokenTree> = function.into_iter().collect();
    let Some(keyword) = tokens
        .iter()
        .position(|token| matches!(token, TokenTree::Ident(ident) if ident.to_string() == "fn"))
    else {
        return refuse("#[support::test] belongs on a function");
    };
    let plain = tokens[..keyword].iter().all(|token| !is_modifier(token));
    match &tokens[keyword + 1..] {
        [
            TokenTree::Ident(name),
            TokenTree::Group(parameters),
            TokenTree::Group(body),
        ] if plain
            && parameters.delimiter() == Delimiter::Parenthesis
            && parameters.stream().is_empty()
            && body.delimiter() == Delimiter::Brace =>
        {
            let attributes: TokenStream = tokens[..keyword].iter().cloned().collect();
            // The body keeps its own tokens, so that a panic in it carries its own line.
            let mut expanded: TokenStream =
                parse(&format!("#[::core::prelude::v1::test] fn {name}()"));
            let mut outer = parse("fn body()");
            outer.extend([TokenTree::Group(body.clone())]);
            outer.extend(parse(&format!(
                "::support::case::run({:?}, body)",
                name.to_string()
            )));
            expanded.extend([TokenTree::Group(proc_macro::Group::new(
                Delimiter::Brace,
                outer,
            ))]);
            let mut result = attributes;
            result.extend(expanded);
            result
        }
        _ => refuse(
            "#[support::test] takes a plain `fn name() { … }`: no async, no parameters, no result",
        ),
    }
}

fn is_modifier(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(ident) if ["async", "unsafe", "const", "extern"].contains(&ident.to_string().as_str()))
}

fn parse(source: &str) -> TokenStream {
    source
        .parse()
        .expect("the expansion is written as valid Rust")
}

fn refuse(message: &str) -> TokenStream {
    parse(&format!("::core::compile_error!({message:?});"))
}
