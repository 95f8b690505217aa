//! One file as syn parsed it, written in our kinds and fields.

use std::fmt::Write;
use std::ops::Range;

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::*;

/// The nodes of a file, one a line.
pub fn dump(mut file: File, text: &str) -> String {
    let (offsets, skipped) = utf16_offsets(text);
    DocComments { text: text.as_bytes(), skipped }.visit_file_mut(&mut file);
    StatementAttributes.visit_file_mut(&mut file);
    let mut walk = Walk { out: String::new(), offsets, skipped };
    walk.attributes(&file.attrs);
    walk.each("items", &file.items, Walk::item);
    walk.out
}

/// For each byte its offset in UTF-16 units; and the bytes before what syn counts from (byte-order mark, `#!` line).
fn utf16_offsets(text: &str) -> (Vec<usize>, usize) {
    let mut offsets = vec![0; text.len() + 1];
    let mut units = 0;
    for (at, character) in text.char_indices() {
        offsets[at..at + character.len_utf8()].fill(units);
        units += character.len_utf16();
    }
    offsets[text.len()] = units;
    let mut skipped = 0;
    if text.starts_with('\u{feff}') {
        skipped = 3;
    }
    if text[skipped..].starts_with("#!") && !text[skipped + 2..].trim_start().starts_with('[') {
        skipped += text[skipped..].find('\n').unwrap_or(text.len() - skipped);
    }
    (offsets, skipped)
}

/// Removes the attributes that were doc comments.
struct DocComments<'a> {
    text: &'a [u8],
    skipped: usize,
}

impl VisitMut for DocComments<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|each| {
            let start = each.pound_token.spans[0].byte_range().start + self.skipped;
            self.text.get(start) == Some(&b'#')
        });
    }
}

/// syn hangs the attributes of a statement on its leftmost expression; they are moved to a group around the whole.
struct StatementAttributes;

impl VisitMut for StatementAttributes {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let last = block.stmts.len().saturating_sub(1);
        for (index, statement) in block.stmts.iter_mut().enumerate() {
            let Stmt::Expr(value, semicolon) = statement else { continue };
            if index == last && semicolon.is_none() {
                continue;
            }
            let attrs = leftmost_attributes(value);
            if !attrs.is_empty() {
                let inner = Box::new(std::mem::replace(value, Expr::PLACEHOLDER));
                *value = Expr::Group(ExprGroup { attrs, group_token: Default::default(), expr: inner });
            }
        }
        visit_mut::visit_block_mut(self, block);
    }
}

fn leftmost_attributes(expr: &mut Expr) -> Vec<Attribute> {
    let attrs = match expr {
        Expr::Assign(each) => return leftmost_attributes(&mut each.left),
        Expr::Binary(each) => return leftmost_attributes(&mut each.left),
        Expr::Cast(each) => return leftmost_attributes(&mut each.expr),
        Expr::Array(each) => &mut each.attrs,
        Expr::Async(each) => &mut each.attrs,
        Expr::Await(each) => &mut each.attrs,
        Expr::Block(each) => &mut each.attrs,
        Expr::Break(each) => &mut each.attrs,
        Expr::Call(each) => &mut each.attrs,
        Expr::Closure(each) => &mut each.attrs,
        Expr::Const(each) => &mut each.attrs,
        Expr::Continue(each) => &mut each.attrs,
        Expr::Field(each) => &mut each.attrs,
        Expr::ForLoop(each) => &mut each.attrs,
        Expr::If(each) => &mut each.attrs,
        Expr::Index(each) => &mut each.attrs,
        Expr::Lit(each) => &mut each.attrs,
        Expr::Loop(each) => &mut each.attrs,
        Expr::Macro(each) => &mut each.attrs,
        Expr::Match(each) => &mut each.attrs,
        Expr::MethodCall(each) => &mut each.attrs,
        Expr::Paren(each) => &mut each.attrs,
        Expr::Path(each) => &mut each.attrs,
        Expr::Reference(each) => &mut each.attrs,
        Expr::Return(each) => &mut each.attrs,
        Expr::Struct(each) => &mut each.attrs,
        Expr::Try(each) => &mut each.attrs,
        Expr::Tuple(each) => &mut each.attrs,
        Expr::Unary(each) => &mut each.attrs,
        Expr::Unsafe(each) => &mut each.attrs,
        Expr::While(each) => &mut each.attrs,
        _ => return Vec::new(),
    };
    let (outer, inner) = std::mem::take(attrs).into_iter().partition(|each| matches!(each.style, AttrStyle::Outer));
    *attrs = inner;
    outer
}

struct Walk {
    out: String,
    offsets: Vec<usize>,
    skipped: usize,
}

type Field = &'static str;

impl Walk {
    fn bytes(&self, node: &impl Spanned) -> Range<usize> {
        let range = node.span().byte_range();
        range.start + self.skipped..range.end + self.skipped
    }

    fn at(&mut self, field: Field, kind: &str, detail: impl std::fmt::Display, range: Range<usize>) {
        let (start, end) = (self.offsets[range.start], self.offsets[range.end]);
        writeln!(self.out, "{field} {kind} {detail} {start} {end}").unwrap();
    }

    fn emit(&mut self, field: Field, kind: &str, detail: impl std::fmt::Display, node: &impl Spanned) {
        let range = self.bytes(node);
        self.at(field, kind, detail, range);
    }

    fn each<'a, T: 'a>(&mut self, field: Field, nodes: impl IntoIterator<Item = &'a T>, one: fn(&mut Self, Field, &T)) {
        for node in nodes {
            one(self, field, node);
        }
    }

    // — attributes, visibility, paths

    fn attributes(&mut self, attributes: &[Attribute]) {
        for each in attributes {
            let name = each.path().segments.last().map(|last| plain(&last.ident));
            // `#[unsafe(no_mangle)]` is named after what it holds
            let name = match each.parse_args::<Meta>() {
                Ok(inner) if each.path().is_ident("unsafe") => inner.path().segments.last().map(|last| plain(&last.ident)),
                _ => name,
            };
            let start = self.bytes(&each.pound_token).start;
            let end = self.bytes(&each.bracket_token.span.close()).end;
            self.at("attributes", "Attribute", name.unwrap_or_default(), start..end);
        }
    }

    fn visibility(&mut self, visibility: &Visibility) {
        match visibility {
            Visibility::Public(_) => self.emit("visibility", "Visibility", 1, visibility),
            Visibility::Restricted(restricted) => {
                self.path("path", None, &restricted.path);
                self.emit("visibility", "Visibility", 2, visibility);
            }
            Visibility::Inherited => {}
        }
    }

    fn path(&mut self, field: Field, qualified: Option<&QSelf>, path: &Path) {
        let name = path.segments.last().map(|last| plain(&last.ident)).unwrap_or_default();
        let Some(qualified) = qualified else {
            self.each("segments", &path.segments, Walk::segment);
            self.emit(field, "Path", name, path);
            return;
        };
        let start = self.bytes(&qualified.lt_token).start;
        self.ty("type", &qualified.ty);
        if qualified.position > 0 {
            let last = &path.segments[qualified.position - 1];
            let from = match path.leading_colon {
                Some(colon) => self.bytes(&colon).start,
                None => self.bytes(&path.segments[0]).start,
            };
            let end = self.bytes(last).end;
            self.each("segments", path.segments.iter().take(qualified.position), Walk::segment);
            self.at("trait", "Path", plain(&last.ident), from..end);
        }
        let close = self.bytes(&qualified.gt_token).end;
        self.at("qualified", "QualifiedSelf", "", start..close);
        self.each("segments", path.segments.iter().skip(qualified.position), Walk::segment);
        let end = self.bytes(path).end;
        self.at(field, "Path", name, start..end);
    }

    fn segment(&mut self, field: Field, segment: &PathSegment) {
        match &segment.arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(arguments) => self.generic_arguments("generics", arguments),
            PathArguments::Parenthesized(arguments) => {
                for input in &arguments.inputs {
                    self.ty("arguments", &input.ty);
                }
                self.returns(&arguments.output);
                self.emit("generics", "GenericArguments", 1, arguments);
            }
        }
        self.emit(field, "PathSegment", plain(&segment.ident), segment);
    }

    fn generic_arguments(&mut self, field: Field, arguments: &AngleBracketedGenericArguments) {
        for argument in &arguments.args {
            match argument {
                GenericArgument::Lifetime(lifetime) => self.lifetime("arguments", lifetime),
                GenericArgument::Type(ty) => self.ty("arguments", ty),
                GenericArgument::Const(value) => self.expr("arguments", value),
                GenericArgument::AssocType(binding) => {
                    self.binding_generics(&binding.generics);
                    self.ty("type", &binding.ty);
                    self.emit("arguments", "AssociatedBinding", plain(&binding.ident), binding);
                }
                GenericArgument::AssocConst(binding) => {
                    self.binding_generics(&binding.generics);
                    self.expr("value", &binding.value);
                    self.emit("arguments", "AssociatedBinding", plain(&binding.ident), binding);
                }
                GenericArgument::Constraint(binding) => {
                    self.binding_generics(&binding.generics);
                    self.bounds(&binding.bounds);
                    self.emit("arguments", "AssociatedBinding", plain(&binding.ident), binding);
                }
                _ => {}
            }
        }
        let range = self.bytes(&arguments.lt_token).start..self.bytes(&arguments.gt_token).end;
        self.at(field, "GenericArguments", 0, range);
    }

    fn binding_generics(&mut self, generics: &Option<AngleBracketedGenericArguments>) {
        if let Some(generics) = generics {
            self.generic_arguments("generics", generics);
        }
    }

    fn lifetime(&mut self, field: Field, lifetime: &Lifetime) {
        self.emit(field, "Lifetime", plain(&lifetime.ident), lifetime);
    }

    // — generics

    fn generics(&mut self, generics: &Generics) {
        let (Some(open), Some(close)) = (&generics.lt_token, &generics.gt_token) else { return };
        self.each("parameters", &generics.params, Walk::generic_parameter);
        let range = self.bytes(open).start..self.bytes(close).end;
        self.at("generics", "Generics", "", range);
    }

    fn binder(&mut self, binder: &Option<BoundLifetimes>) {
        let Some(binder) = binder else { return };
        self.each("parameters", &binder.lifetimes, Walk::generic_parameter);
        let range = self.bytes(&binder.lt_token).start..self.bytes(&binder.gt_token).end;
        self.at("generics", "Generics", "", range);
    }

    fn generic_parameter(&mut self, field: Field, parameter: &GenericParam) {
        match parameter {
            GenericParam::Lifetime(each) => {
                self.attributes(&each.attrs);
                self.lifetime_bounds(&each.bounds);
                self.emit(field, "LifetimeParameter", plain(&each.lifetime.ident), parameter);
            }
            GenericParam::Type(each) => {
                self.attributes(&each.attrs);
                self.bounds(&each.bounds);
                if let Some((_, default)) = &each.default {
                    self.ty("default", default);
                }
                self.emit(field, "TypeParameter", plain(&each.ident), parameter);
            }
            GenericParam::Const(each) => {
                self.attributes(&each.attrs);
                self.ty("type", &each.ty);
                if let Some((_, default)) = &each.default {
                    self.expr("default", default);
                }
                self.emit(field, "ConstParameter", plain(&each.ident), parameter);
            }
        }
    }

    fn where_clause(&mut self, clause: &Option<WhereClause>) {
        let Some(clause) = clause else { return };
        for predicate in &clause.predicates {
            match predicate {
                WherePredicate::Lifetime(each) => {
                    self.attributes(&each.attrs);
                    self.lifetime("lifetime", &each.lifetime);
                    self.lifetime_bounds(&each.bounds);
                }
                WherePredicate::Type(each) => {
                    self.attributes(&each.attrs);
                    self.binder(&each.lifetimes);
                    self.ty("type", &each.bounded_ty);
                    self.bounds(&each.bounds);
                }
                _ => {}
            }
            self.emit("items", "WherePredicate", "", predicate);
        }
        let start = self.bytes(&clause.where_token);
        let end = if clause.predicates.is_empty() { start.end } else { self.bytes(clause).end };
        self.at("where", "Where", "", start.start..end);
    }

    fn bounds(&mut self, bounds: &Punctuated<TypeParamBound, Token![+]>) {
        for bound in bounds {
            let flag = match bound {
                TypeParamBound::Trait(each) => {
                    self.binder(&each.lifetimes);
                    self.path("path", None, &each.path);
                    u8::from(each.maybe.is_some())
                }
                TypeParamBound::Lifetime(each) => {
                    self.lifetime("lifetime", each);
                    0
                }
                TypeParamBound::PreciseCapture(each) => {
                    let range = self.bytes(&each.lt_token).start..self.bytes(&each.gt_token).end;
                    for parameter in &each.params {
                        match parameter {
                            CapturedParam::Lifetime(lifetime) => self.lifetime("arguments", lifetime),
                            CapturedParam::Ident(name) => {
                                self.emit("segments", "PathSegment", plain(name), name);
                                self.emit("path", "Path", plain(name), name);
                                self.emit("arguments", "PathType", "", name);
                            }
                            _ => {}
                        }
                    }
                    self.at("generics", "GenericArguments", 0, range);
                    2
                }
                _ => {
                    self.emit("bounds", "Verbatim", "", bound);
                    continue;
                }
            };
            self.emit("bounds", "Bound", flag, bound);
        }
    }

    fn lifetime_bounds(&mut self, bounds: &Punctuated<Lifetime, Token![+]>) {
        for bound in bounds {
            self.lifetime("lifetime", bound);
            self.emit("bounds", "Bound", 0, bound);
        }
    }

    // — types

    fn returns(&mut self, output: &ReturnType) {
        if let ReturnType::Type(_, ty) = output {
            self.ty("returns", ty);
        }
    }

    fn ty(&mut self, field: Field, ty: &Type) {
        match ty {
            Type::Array(each) => {
                self.ty("type", &each.elem);
                self.expr("length", &each.len);
                self.emit(field, "ArrayType", "", ty);
            }
            Type::FnPtr(each) => {
                self.binder(&each.lifetimes);
                self.abi(&each.abi);
                for input in &each.inputs {
                    self.named_argument(&input.attrs, &input.name, Some(&input.ty), &input);
                }
                if let Some(variadic) = &each.variadic {
                    self.variadic_argument(&variadic.attrs, &variadic.name, &variadic.dots);
                }
                self.returns(&each.output);
                self.emit(field, "FunctionType", "", ty);
            }
            Type::Group(each) => self.ty(field, &each.elem),
            Type::Paren(each) => self.ty(field, &each.elem),
            Type::ImplTrait(each) => {
                self.bounds(&each.bounds);
                self.emit(field, "ImplTraitType", "", ty);
            }
            Type::Infer(_) => self.emit(field, "InferredType", "", ty),
            Type::Macro(each) => self.mac(field, &[], &each.mac),
            Type::Never(_) => self.emit(field, "NeverType", "", ty),
            Type::Path(each) => {
                self.path("path", each.qself.as_ref(), &each.path);
                self.emit(field, "PathType", "", ty);
            }
            Type::Ptr(each) => {
                self.ty("type", &each.elem);
                self.emit(field, "PointerType", u8::from(matches!(each.mutability, PointerMutability::Mut(_))), ty);
            }
            Type::Reference(each) => {
                if let Some(lifetime) = &each.lifetime {
                    self.lifetime("lifetime", lifetime);
                }
                self.ty("type", &each.elem);
                self.emit(field, "ReferenceType", u8::from(each.mutability.is_some()), ty);
            }
            Type::Slice(each) => {
                self.ty("type", &each.elem);
                self.emit(field, "SliceType", "", ty);
            }
            Type::TraitObject(each) => {
                self.bounds(&each.bounds);
                self.emit(field, "TraitObjectType", u8::from(each.dyn_token.is_some()), ty);
            }
            Type::Tuple(each) => {
                self.each("elements", &each.elems, Walk::ty);
                self.emit(field, "TupleType", "", ty);
            }
            _ => self.emit(field, "Verbatim", "", ty),
        }
    }

    fn abi(&mut self, abi: &Option<Abi>) {
        if let Some(Abi { name: Some(name), .. }) = abi {
            self.emit("abi", "Literal", 3, name);
        }
    }

    fn named_argument(&mut self, attrs: &[Attribute], name: &Option<(Ident, Token![:])>, ty: Option<&Type>, whole: &impl Spanned) {
        self.attributes(attrs);
        if let Some((name, _)) = name {
            let wild = name == "_";
            self.emit("pattern", if wild { "WildcardPattern" } else { "IdentifierPattern" }, if wild { String::new() } else { format!("{}:0", plain(name)) }, name);
        }
        if let Some(ty) = ty {
            self.ty("type", ty);
        }
        self.emit("parameters", "Parameter", "", whole);
    }

    fn variadic_argument(&mut self, attrs: &[Attribute], name: &Option<(Ident, Token![:])>, dots: &Token![...]) {
        self.attributes(attrs);
        let end = self.bytes(dots).end;
        let mut start = self.bytes(dots).start;
        if let Some((name, _)) = name {
            start = self.bytes(name).start;
            let wild = name == "_";
            self.emit("pattern", if wild { "WildcardPattern" } else { "IdentifierPattern" }, if wild { String::new() } else { format!("{}:0", plain(name)) }, name);
        }
        if let Some(first) = attrs.first() {
            start = self.bytes(first).start;
        }
        self.at("parameters", "Parameter", "", start..end);
    }

    // — macros

    fn mac(&mut self, field: Field, attrs: &[Attribute], mac: &Macro) {
        self.attributes(attrs);
        self.path("path", None, &mac.path);
        let name = mac.path.segments.last().map(|last| plain(&last.ident)).unwrap_or_default();
        let start = attrs.first().map_or(self.bytes(&mac.path).start, |first| self.bytes(&first.pound_token).start);
        let close = match &mac.delimiter {
            MacroDelimiter::Paren(each) => each.span.close(),
            MacroDelimiter::Brace(each) => each.span.close(),
            MacroDelimiter::Bracket(each) => each.span.close(),
        };
        let end = self.bytes(&close).end;
        self.at(field, "MacroCall", name, start..end);
    }
}

/// A name as we intern it: without `r#`.
fn plain(name: &Ident) -> String {
    let text = name.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

mod expressions;
mod items;
mod patterns;
