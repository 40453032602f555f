//! What a task gives, and an answer must leave: the types of its functions.
//!
//! An answer could have a function return a type of its own that is equal to everything, and every
//! `assert_eq!` on it would hold. So the compiler is asked: each test file gets *guards* at its end, one for each
//! function that has the same type in the stub and in the reference, of the form
//! `let _: fn(&[u32], usize) -> Vec<f64> = exercise::averages;`. Names are resolved outside of the answer, which
//! cannot call a type of its own `Vec` or `f64` there.
//!
//! No guard have functions with type parameters, with `impl Trait`, that are `async`, `unsafe` or of a generic
//! type, nor those whose lifetimes do not follow from their arguments alone. What a type of the answer's own can
//! do, it may do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{FnArg, GenericParam, ImplItem, Item, ReturnType, Signature, Type, UseTree, Visibility};

/// Above the guards, where the compiler shows them to whom they stop.
const HEAD: &str = "\n\n// The task gives these types: an answer leaves them as they are.\n";

/// The guards for an exercise, to be put at the end of each of its test files. Nothing, if a file does not parse.
pub(super) fn guards(stub: &str, reference: &str) -> String {
    let (Ok(stub), Ok(reference)) = (syn::parse_file(stub), syn::parse_file(reference)) else {
        return String::new();
    };
    let kept = functions(&reference);
    let mut functions = functions(&stub);
    functions.retain(|name, function| kept.get(name) == Some(function));
    if functions.is_empty() {
        return String::new();
    }
    let mut guards = HEAD.to_owned();
    guards.push_str("#[allow(unused_imports, clippy::all)]\nconst _: () = {\n");
    for import in imports(&stub) {
        writeln!(guards, "    {import}").expect("a String grows");
    }
    for (name, function) in functions {
        writeln!(guards, "    let _: {function} = exercise::{name};").expect("a String grows");
    }
    guards.push_str("};\n");
    guards
}

/// The types of the functions that can have a guard, as text, by their paths in the exercise.
fn functions(file: &syn::File) -> BTreeMap<String, String> {
    let mut functions = BTreeMap::new();
    for item in &file.items {
        match item {
            Item::Fn(function) if is_public(&function.vis) => {
                if let Some(text) = pointer(&function.sig, None) {
                    functions.insert(function.sig.ident.to_string(), text);
                }
            }
            Item::Impl(of) if of.trait_.is_none() && of.generics.params.is_empty() => {
                let Type::Path(path) = &*of.self_ty else {
                    continue;
                };
                let Some(name) = path.path.get_ident() else {
                    continue;
                };
                for item in &of.items {
                    if let ImplItem::Fn(method) = item
                        && is_public(&method.vis)
                        && let Some(text) = pointer(&method.sig, Some(&of.self_ty))
                    {
                        functions.insert(format!("{name}::{}", method.sig.ident), text);
                    }
                }
            }
            _ => {}
        }
    }
    functions
}

/// The type of a pointer to a function of this signature, of the type `of` if it is a method. None if there is
/// no such type, or it would say more than the signature does.
fn pointer(signature: &Signature, of: Option<&Type>) -> Option<String> {
    let plain = signature.asyncness.is_none()
        && signature.unsafety.is_none()
        && signature.abi.is_none()
        && signature.variadic.is_none()
        && signature.generics.where_clause.is_none();
    let mut lifetimes = Vec::new();
    for parameter in &signature.generics.params {
        match parameter {
            GenericParam::Lifetime(it) if it.bounds.is_empty() => lifetimes.push(&it.lifetime),
            _ => return None,
        }
    }
    let mut inputs = Vec::new();
    for input in &signature.inputs {
        inputs.push(match input {
            FnArg::Typed(it) => it.ty.to_token_stream(),
            FnArg::Receiver(it) if it.colon_token.is_none() => {
                let of = of?;
                match (&it.reference, it.mutability) {
                    (None, _) => quote!(#of),
                    (Some((_, lifetime)), None) => quote!(& #lifetime #of),
                    (Some((_, lifetime)), Some(_)) => quote!(& #lifetime mut #of),
                }
            }
            FnArg::Receiver(_) => return None,
        });
    }
    let output = match &signature.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, it) => it.to_token_stream(),
    };
    // What a pointer's lifetimes are, one of several references does not say.
    let borrows = |tokens: &TokenStream| tokens.to_string().contains(['&', '\'']);
    let borrowed = inputs.iter().filter(|it| borrows(it)).count();
    if !plain || borrows(&output) && borrowed != 1 && lifetimes.is_empty() {
        return None;
    }
    let all = quote!(for<#(#lifetimes),*> fn(#(#inputs),*) -> #output);
    let all = match of {
        Some(of) => with_self(all, of),
        None => all,
    };
    let has_impl = has_word(&all, "impl");
    (!has_impl).then(|| all.to_string())
}

/// The tokens, with `Self` named.
fn with_self(tokens: TokenStream, of: &Type) -> TokenStream {
    let named = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => of.to_token_stream(),
        TokenTree::Group(group) => {
            let inner = with_self(group.stream(), of);
            TokenTree::from(proc_macro2::Group::new(group.delimiter(), inner)).into()
        }
        other => other.into(),
    });
    named.collect()
}

fn has_word(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(it) => it == word,
        TokenTree::Group(group) => has_word(&group.stream(), word),
        _ => false,
    })
}

/// What the guards import: what the stub does, and the types that the stub itself has.
fn imports(stub: &syn::File) -> Vec<String> {
    let mut imports = Vec::new();
    let mut own = BTreeSet::new();
    for item in &stub.items {
        let named = match item {
            Item::Use(it) => {
                let mut it = it.clone();
                it.attrs.clear();
                it.vis = Visibility::Inherited;
                // The parent of the exercise is the test file.
                if let UseTree::Path(path) = &mut it.tree
                    && path.ident == "super"
                {
                    path.ident = syn::Ident::new("crate", path.ident.span());
                }
                imports.push(it.to_token_stream().to_string());
                continue;
            }
            Item::Struct(it) => (&it.vis, &it.ident),
            Item::Enum(it) => (&it.vis, &it.ident),
            Item::Type(it) => (&it.vis, &it.ident),
            Item::Trait(it) => (&it.vis, &it.ident),
            _ => continue,
        };
        if is_public(named.0) {
            own.insert(named.1.to_string());
        }
    }
    imports.extend(own.iter().map(|it| format!("use crate::exercise::{it};")));
    imports
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines between the braces.
    fn lines(stub: &str, reference: &str) -> Vec<String> {
        let guards = guards(stub, reference);
        let lines = guards.lines().filter(|line| line.starts_with("    "));
        lines.map(|line| line.trim().replace(' ', "")).collect()
    }

    #[test]
    fn a_function_that_stays_has_a_guard() {
        let stub = "pub fn averages(samples: &[u32], width: usize) -> Vec<f64> { todo!() }";
        let reference =
            "pub fn averages(all: &[u32], mut width: usize) -> Vec<f64> { vec![] }\nfn own() {}";
        assert_eq!(
            lines(stub, reference),
            ["let_:for<>fn(&[u32],usize)->Vec<f64>=exercise::averages;"]
        );
        let other = "pub fn averages(samples: Vec<u32>, width: usize) -> Vec<f64> { vec![] }";
        assert_eq!(guards(stub, other), "", "the task is to change it");
        assert_eq!(guards(stub, "no Rust"), "");
    }

    #[test]
    fn methods_have_guards_by_the_names_of_their_types() {
        let stub = "use super::sync::Mutex; pub struct Log(Mutex<u8>); impl Log { \
            pub fn new() -> Self { todo!() } pub fn add(&mut self, line: &str) -> u8 { todo!() } \
            pub fn first(&self) -> &str { todo!() } pub fn longer(&self, than: &str) -> &str { todo!() } \
            fn own(&self) {} pub fn into(self: Box<Self>) {} }";
        assert_eq!(
            lines(stub, stub),
            [
                "usecrate::sync::Mutex;",
                "usecrate::exercise::Log;",
                "let_:for<>fn(&mutLog,&str)->u8=exercise::Log::add;",
                "let_:for<>fn(&Log)->&str=exercise::Log::first;",
                "let_:for<>fn()->Log=exercise::Log::new;",
            ]
        );
    }

    #[test]
    fn what_has_no_pointer_has_no_guard() {
        for stub in [
            "pub fn f<T>(x: T) {}",
            "pub fn f(x: impl Fn()) {}",
            "pub fn f() -> Option<impl Iterator<Item = u8>> { None }",
            "pub async fn f() {}",
            "pub fn f(x: &str, y: &str) -> &'static str { \"\" }",
            "pub struct S<T>(T); impl<T> S<T> { pub fn f(&self) {} }",
            "pub fn f<'a>(x: &'a str) -> &'a str where 'a: 'static { x }",
        ] {
            assert_eq!(guards(stub, stub), "", "{stub}");
        }
    }
}
