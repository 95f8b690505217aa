//! Items, their parts, and blocks.

use super::*;

impl Walk {
    pub(super) fn item(&mut self, field: Field, item: &Item) {
        match item {
            Item::Const(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.generics(&each.generics);
                self.ty("type", &each.ty);
                self.expr("value", &each.expr);
                self.where_clause(&each.generics.where_clause);
                self.emit(field, "Const", unnamed(&each.ident), item);
            }
            Item::Enum(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.generics(&each.generics);
                self.where_clause(&each.generics.where_clause);
                for variant in &each.variants {
                    self.attributes(&variant.attrs);
                    let form = self.fields(&variant.fields);
                    if let Some((_, value)) = &variant.discriminant {
                        self.expr("discriminant", value);
                    }
                    self.emit("variants", "Variant", format!("{}:{form}", plain(&variant.ident)), variant);
                }
                self.emit(field, "Enum", plain(&each.ident), item);
            }
            Item::ExternCrate(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                if let Some((_, rename)) = &each.rename {
                    self.emit("rename", "Identifier", unnamed(rename), rename);
                }
                self.emit(field, "ExternCrate", plain(&each.ident), item);
            }
            Item::Fn(each) => {
                self.function(&each.attrs, Some(&each.vis), &each.sig, Some(&each.block));
                self.emit(field, "Function", function_detail(&each.sig, true), item);
            }
            Item::ForeignMod(each) => {
                self.attributes(&each.attrs);
                self.abi(&Some(each.abi.clone()));
                self.each("items", &each.items, Walk::foreign_item);
                self.emit(field, "ExternBlock", u8::from(each.unsafety.is_some()), item);
            }
            Item::Impl(each) => {
                self.attributes(&each.attrs);
                self.generics(&each.generics);
                if let Some((path, _)) = &each.trait_ {
                    self.path("trait", None, path);
                }
                self.ty("type", &each.self_ty);
                self.where_clause(&each.generics.where_clause);
                self.each("items", &each.items, Walk::impl_item);
                let flag = u8::from(each.unsafety.is_some()) | u8::from(each.modifiers.polarity.is_some()) << 1;
                self.emit(field, "Impl", flag | u8::from(each.modifiers.defaultness.is_some()) << 2, item);
            }
            Item::Macro(each) => match &each.ident {
                Some(name) => {
                    self.attributes(&each.attrs);
                    self.emit(field, "MacroRules", plain(name), item);
                }
                None => self.mac(field, &each.attrs, &each.mac),
            },
            Item::Mod(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                if let Some((_, items)) = &each.content {
                    self.each("items", items, Walk::item);
                }
                self.emit(field, "Module", plain(&each.ident), item);
            }
            Item::Static(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.ty("type", &each.ty);
                self.expr("value", &each.expr);
                self.emit(field, "Static", unnamed(&each.ident), item);
            }
            Item::Struct(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.generics(&each.generics);
                let late = matches!(each.fields, Fields::Unnamed(_));
                if !late {
                    self.where_clause(&each.generics.where_clause);
                }
                let form = self.fields(&each.fields);
                if late {
                    self.where_clause(&each.generics.where_clause);
                }
                self.emit(field, "Struct", format!("{}:{form}", plain(&each.ident)), item);
            }
            Item::Trait(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.generics(&each.generics);
                self.bounds(&each.supertraits);
                self.where_clause(&each.generics.where_clause);
                self.each("items", &each.items, Walk::trait_item);
                let flag = u8::from(each.unsafety.is_some()) | u8::from(each.modifiers.auto_token.is_some()) << 1;
                self.emit(field, "Trait", format!("{}:{flag}", plain(&each.ident)), item);
            }
            Item::TraitAlias(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.generics(&each.generics);
                self.bounds(&each.bounds);
                self.where_clause(&each.generics.where_clause);
                self.emit(field, "TraitAlias", plain(&each.ident), item);
            }
            Item::Type(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.alias(&each.generics, None, Some(&each.ty));
                self.emit(field, "TypeAlias", plain(&each.ident), item);
            }
            Item::Union(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.generics(&each.generics);
                self.where_clause(&each.generics.where_clause);
                self.fields(&Fields::Named(each.fields.clone()));
                self.emit(field, "Union", plain(&each.ident), item);
            }
            Item::Use(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                let start = each.leading_colon.as_ref().map(|colon| self.bytes(colon).start);
                self.use_tree(&each.tree, start);
                self.emit(field, "Use", "", item);
            }
            _ => self.emit(field, "Verbatim", "", item),
        }
    }

    fn foreign_item(&mut self, field: Field, item: &ForeignItem) {
        match item {
            ForeignItem::Fn(each) => {
                self.function(&each.attrs, Some(&each.vis), &each.sig, None);
                self.emit(field, "Function", function_detail(&each.sig, false), item);
            }
            ForeignItem::Static(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.ty("type", &each.ty);
                self.emit(field, "Static", plain(&each.ident), item);
            }
            ForeignItem::Type(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.alias(&each.generics, None, None);
                self.emit(field, "TypeAlias", plain(&each.ident), item);
            }
            ForeignItem::Macro(each) => self.mac(field, &each.attrs, &each.mac),
            _ => self.emit(field, "Verbatim", "", item),
        }
    }

    fn trait_item(&mut self, field: Field, item: &TraitItem) {
        match item {
            TraitItem::Const(each) => {
                self.attributes(&each.attrs);
                self.generics(&each.generics);
                self.ty("type", &each.ty);
                if let Some((_, value)) = &each.default {
                    self.expr("value", value);
                }
                self.emit(field, "Const", unnamed(&each.ident), item);
            }
            TraitItem::Fn(each) => {
                self.function(&each.attrs, None, &each.sig, each.default.as_ref());
                self.emit(field, "Function", function_detail(&each.sig, each.default.is_some()), item);
            }
            TraitItem::Type(each) => {
                self.attributes(&each.attrs);
                self.alias(&each.generics, Some(&each.bounds), each.default.as_ref().map(|(_, ty)| ty));
                self.emit(field, "TypeAlias", plain(&each.ident), item);
            }
            TraitItem::Macro(each) => self.mac(field, &each.attrs, &each.mac),
            _ => self.emit(field, "Verbatim", "", item),
        }
    }

    fn impl_item(&mut self, field: Field, item: &ImplItem) {
        match item {
            ImplItem::Const(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.generics(&each.generics);
                self.ty("type", &each.ty);
                self.expr("value", &each.expr);
                self.emit(field, "Const", unnamed(&each.ident), item);
            }
            ImplItem::Fn(each) => {
                self.function(&each.attrs, Some(&each.vis), &each.sig, Some(&each.block));
                self.emit(field, "Function", function_detail(&each.sig, true), item);
            }
            ImplItem::Type(each) => {
                self.attributes(&each.attrs);
                self.visibility(&each.vis);
                self.alias(&each.generics, None, Some(&each.ty));
                self.emit(field, "TypeAlias", plain(&each.ident), item);
            }
            ImplItem::Macro(each) => self.mac(field, &each.attrs, &each.mac),
            _ => self.emit(field, "Verbatim", "", item),
        }
    }

    /// The where clause stands before or behind the type; its place in the text decides.
    fn alias(&mut self, generics: &Generics, bounds: Option<&Punctuated<TypeParamBound, Token![+]>>, ty: Option<&Type>) {
        self.generics(generics);
        if let Some(bounds) = bounds {
            self.bounds(bounds);
        }
        if let Some(ty) = ty {
            self.ty("type", ty);
        }
        self.where_clause(&generics.where_clause);
    }

    fn function(&mut self, attrs: &[Attribute], visibility: Option<&Visibility>, signature: &Signature, body: Option<&Block>) {
        self.attributes(attrs);
        if let Some(visibility) = visibility {
            self.visibility(visibility);
        }
        self.abi(&signature.abi);
        self.generics(&signature.generics);
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(each) => {
                    self.attributes(&each.attrs);
                    let flag = match &each.kind {
                        ReceiverKind::Reference(_, lifetime, mutable) => {
                            if let Some(lifetime) = lifetime {
                                self.lifetime("lifetime", lifetime);
                            }
                            1 | u8::from(mutable.is_some()) << 1
                        }
                        ReceiverKind::Typed(_, ty) => {
                            self.ty("type", ty);
                            u8::from(each.mutability.is_some()) << 1
                        }
                        _ => u8::from(each.mutability.is_some()) << 1,
                    };
                    self.emit("parameters", "SelfParameter", flag, input);
                }
                FnArg::Typed(each) => {
                    self.attributes(&each.attrs);
                    self.pat("pattern", &each.pat);
                    self.ty("type", &each.ty);
                    self.emit("parameters", "Parameter", "", input);
                }
            }
        }
        if let Some(variadic) = &signature.variadic {
            let mut start = self.bytes(&variadic.dots).start;
            let end = self.bytes(&variadic.dots).end;
            self.attributes(&variadic.attrs);
            if let Some((pat, _)) = &variadic.pat {
                self.pat("pattern", pat);
                start = self.bytes(pat).start;
            }
            if let Some(first) = variadic.attrs.first() {
                start = self.bytes(first).start;
            }
            self.at("parameters", "Parameter", "", start..end);
        }
        self.returns(&signature.output);
        self.where_clause(&signature.generics.where_clause);
        if let Some(body) = body {
            self.block("body", body);
        }
    }

    fn fields(&mut self, fields: &Fields) -> u8 {
        for each in fields {
            self.attributes(&each.attrs);
            self.visibility(&each.vis);
            self.ty("type", &each.ty);
            self.emit("fields", "Field", each.ident.as_ref().map(plain).unwrap_or_default(), each);
        }
        match fields {
            Fields::Unit => 0,
            Fields::Unnamed(_) => 1,
            Fields::Named(_) => 2,
        }
    }

    /// syn nests one name in another; we have the path up to a list, a glob or the last name.
    fn use_tree(&mut self, tree: &UseTree, start: Option<usize>) {
        let mut names: Vec<&Ident> = Vec::new();
        let mut at = tree;
        while let UseTree::Path(path) = at {
            names.push(&path.ident);
            at = &path.tree;
        }
        match at {
            UseTree::Name(name) => names.push(&name.ident),
            UseTree::Rename(rename) => names.push(&rename.ident),
            _ => {}
        }
        let from = start.unwrap_or_else(|| self.bytes(tree).start);
        for name in &names {
            self.emit("segments", "PathSegment", plain(name), name);
        }
        match names.last() {
            Some(last) => {
                let end = self.bytes(last).end;
                self.at("path", "Path", plain(last), from..end);
            }
            None if start.is_some() => self.at("path", "Path", "", from..from + 2),
            None => {}
        }
        let mut form = 0;
        match at {
            UseTree::Rename(rename) => self.emit("rename", "Identifier", unnamed(&rename.rename), &rename.rename),
            UseTree::Glob(_) => form = 1,
            UseTree::Group(group) => {
                form = 2;
                for inner in &group.items {
                    self.use_tree(inner, None);
                }
            }
            _ => {}
        }
        let end = self.bytes(tree).end;
        self.at("items", "UseTree", form, from..end);
    }

    pub(super) fn block(&mut self, field: Field, block: &Block) {
        self.statements(&block.stmts);
        self.emit(field, "Block", 0, block);
    }

    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        for (index, statement) in statements.iter().enumerate() {
            let last = index + 1 == statements.len();
            match statement {
                Stmt::Local(each) => {
                    self.attributes(&each.attrs);
                    if let Pat::Type(typed) = &each.pat {
                        self.pat("pattern", &typed.pat);
                        self.ty("type", &typed.ty);
                    } else {
                        self.pat("pattern", &each.pat);
                    }
                    if let Some(init) = &each.init {
                        self.expr("value", &init.expr);
                        if let Some((_, otherwise)) = &init.diverge {
                            self.expr("else", otherwise);
                        }
                    }
                    self.emit("statements", "Let", "", statement);
                }
                Stmt::Item(item) => self.item("statements", item),
                Stmt::Expr(Expr::Verbatim(tokens), Some(_)) if tokens.is_empty() => {
                    self.emit("statements", "EmptyStatement", "", statement);
                }
                Stmt::Expr(value, None) if last => self.expr("value", value),
                Stmt::Expr(Expr::Group(group), semicolon) => {
                    self.attributes(&group.attrs);
                    self.expr("value", &group.expr);
                    let start = group.attrs.first().map_or(0, |first| self.bytes(&first.pound_token).start);
                    let end = semicolon.map_or(self.bytes(&group.expr).end, |semicolon| self.bytes(&semicolon).end);
                    self.at("statements", "ExpressionStatement", u8::from(semicolon.is_some()), start..end);
                }
                Stmt::Expr(value, semicolon) => {
                    self.expr("value", value);
                    self.emit("statements", "ExpressionStatement", u8::from(semicolon.is_some()), statement);
                }
                Stmt::Macro(each) if last && each.semi_token.is_none() => self.mac("value", &each.attrs, &each.mac),
                Stmt::Macro(each) => {
                    self.attributes(&each.attrs);
                    self.mac("value", &[], &each.mac);
                    self.emit("statements", "ExpressionStatement", u8::from(each.semi_token.is_some()), statement);
                }
            }
        }
    }
}

fn unnamed(name: &Ident) -> String {
    if name == "_" { String::new() } else { plain(name) }
}

fn function_detail(signature: &Signature, body: bool) -> String {
    let safety = match signature.safety {
        Safety::Unsafe(_) => 2,
        Safety::Safe(_) => 64,
        Safety::Default => 0,
    };
    let flag = u8::from(signature.asyncness.is_some())
        | safety
        | u8::from(signature.constness.is_some()) << 2
        | u8::from(signature.abi.is_some()) << 3
        | u8::from(body) << 4
        | u8::from(signature.variadic.is_some()) << 5;
    format!("{}:{flag}", plain(&signature.ident))
}
