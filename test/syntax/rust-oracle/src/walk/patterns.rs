//! Patterns.

use super::*;

impl Walk {
    pub(super) fn pat(&mut self, field: Field, pat: &Pat) {
        match pat {
            Pat::Const(each) => {
                self.const_block("value", each);
                self.emit(field, "LiteralPattern", "", pat);
            }
            Pat::Guard(each) => self.pat(field, &each.pat),
            Pat::Ident(each) => {
                if let Some((_, inner)) = &each.subpat {
                    self.pat("pattern", inner);
                }
                let flag = u8::from(each.by_ref.is_some()) | u8::from(each.mutability.is_some()) << 1;
                self.emit(field, "IdentifierPattern", format!("{}:{flag}", plain(&each.ident)), pat);
            }
            Pat::Lit(each) => {
                self.lit("value", &each.lit);
                self.emit(field, "LiteralPattern", "", pat);
            }
            Pat::Macro(each) => self.mac(field, &each.attrs, &each.mac),
            Pat::Or(each) => {
                self.each("patterns", &each.cases, Walk::pat);
                self.emit(field, "OrPattern", "", pat);
            }
            Pat::Paren(each) => self.pat(field, &each.pat),
            Pat::Path(each) => {
                self.path("path", each.qself.as_ref(), &each.path);
                self.emit(field, "PathPattern", "", pat);
            }
            Pat::Range(each) => {
                if let Some(start) = &each.start {
                    self.expr("start", start);
                }
                if let Some(end) = &each.end {
                    self.expr("end", end);
                }
                self.emit(field, "RangePattern", u8::from(matches!(each.limits, RangeLimits::Closed(_))), pat);
            }
            Pat::Reference(each) => {
                self.pat("pattern", &each.pat);
                self.emit(field, "ReferencePattern", u8::from(each.mutability.is_some()), pat);
            }
            Pat::Rest(_) => self.emit(field, "RestPattern", "", pat),
            Pat::Slice(each) => {
                self.each("patterns", &each.elems, Walk::pat);
                self.emit(field, "SlicePattern", "", pat);
            }
            Pat::Struct(each) => {
                self.path("path", each.qself.as_ref(), &each.path);
                for inner in &each.fields {
                    self.attributes(&inner.attrs);
                    let mut flag = 0;
                    if inner.colon_token.is_some() {
                        self.pat("pattern", &inner.pat);
                    } else if let Pat::Ident(name) = &*inner.pat {
                        flag = u8::from(name.by_ref.is_some()) | u8::from(name.mutability.is_some()) << 1;
                    }
                    self.emit("fields", "FieldPattern", format!("{}:{flag}", member(&inner.member)), inner);
                }
                if let Some(rest) = &each.rest {
                    self.attributes(&rest.attrs);
                    self.emit("rest", "RestPattern", "", rest);
                }
                self.emit(field, "StructPattern", "", pat);
            }
            Pat::Tuple(each) => {
                self.each("patterns", &each.elems, Walk::pat);
                self.emit(field, "TuplePattern", "", pat);
            }
            Pat::TupleStruct(each) => {
                self.path("path", each.qself.as_ref(), &each.path);
                self.each("patterns", &each.elems, Walk::pat);
                self.emit(field, "TupleStructPattern", "", pat);
            }
            Pat::Wild(_) => self.emit(field, "WildcardPattern", "", pat),
            _ => self.emit(field, "Verbatim", "", pat),
        }
    }
}

pub(super) fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => plain(name),
        Member::Unnamed(index) => index.index.to_string(),
    }
}
