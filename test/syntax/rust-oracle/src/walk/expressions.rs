//! Expressions.

use super::patterns::member;
use super::*;

impl Walk {
    pub(super) fn expr(&mut self, field: Field, expr: &Expr) {
        match expr {
            Expr::Array(each) => {
                self.attributes(&each.attrs);
                self.each("elements", &each.elems, Walk::expr);
                self.emit(field, "ArrayExpression", "", expr);
            }
            Expr::Assign(each) => {
                self.attributes(&each.attrs);
                self.expr("left", &each.left);
                self.expr("right", &each.right);
                self.emit(field, "Assignment", "", expr);
            }
            Expr::Async(each) => {
                self.attributes(&each.attrs);
                self.statements(&each.block.stmts);
                self.emit(field, "Block", 2 | u8::from(each.capture.is_some()) << 3, expr);
            }
            Expr::Await(each) => {
                self.attributes(&each.attrs);
                self.expr("operand", &each.base);
                self.emit(field, "Await", "", expr);
            }
            Expr::Binary(each) => {
                self.attributes(&each.attrs);
                self.expr("left", &each.left);
                self.expr("right", &each.right);
                let (kind, operator) = operator(&each.op);
                self.emit(field, kind, operator, expr);
            }
            Expr::Block(each) => {
                self.attributes(&each.attrs);
                self.label(&each.label);
                self.statements(&each.block.stmts);
                self.emit(field, "Block", 0, expr);
            }
            Expr::Break(each) => {
                self.attributes(&each.attrs);
                self.jump_label(&each.label);
                self.each("value", &each.expr, |walk, field, value| walk.expr(field, value));
                self.emit(field, "Break", "", expr);
            }
            Expr::Call(each) => {
                self.attributes(&each.attrs);
                self.expr("callee", &each.func);
                self.each("arguments", &each.args, Walk::expr);
                self.emit(field, "Call", "", expr);
            }
            Expr::Cast(each) => {
                self.attributes(&each.attrs);
                self.expr("value", &each.expr);
                self.ty("type", &each.ty);
                self.emit(field, "TypeCast", "", expr);
            }
            Expr::Closure(each) => {
                self.attributes(&each.attrs);
                self.binder(&each.lifetimes);
                for input in &each.inputs {
                    if let Pat::Type(typed) = input {
                        self.attributes(&typed.attrs);
                        self.pat("pattern", &typed.pat);
                        self.ty("type", &typed.ty);
                    } else {
                        self.pat("pattern", input);
                    }
                    self.emit("parameters", "Parameter", "", input);
                }
                self.returns(&each.output);
                self.expr("body", &each.body);
                let flag = u8::from(each.capture.is_some()) | u8::from(each.asyncness.is_some()) << 1;
                self.emit(field, "Closure", flag | u8::from(each.constness.is_some()) << 3, expr);
            }
            Expr::Const(each) => self.const_block(field, each),
            Expr::Continue(each) => {
                self.attributes(&each.attrs);
                self.jump_label(&each.label);
                self.emit(field, "Continue", "", expr);
            }
            Expr::Field(each) => {
                self.attributes(&each.attrs);
                self.expr("receiver", &each.base);
                self.emit(field, "FieldAccess", member(&each.member), expr);
            }
            Expr::ForLoop(each) => {
                self.attributes(&each.attrs);
                self.label(&each.label);
                self.pat("pattern", &each.pat);
                self.expr("iterable", &each.expr);
                self.block("body", &each.body);
                self.emit(field, "For", "", expr);
            }
            Expr::Group(each) => self.expr(field, &each.expr),
            Expr::If(each) => {
                self.attributes(&each.attrs);
                self.expr("condition", &each.cond);
                self.block("then", &each.then_branch);
                if let Some((_, otherwise)) = &each.else_branch {
                    self.expr("else", otherwise);
                }
                self.emit(field, "If", "", expr);
            }
            Expr::Index(each) => {
                self.attributes(&each.attrs);
                self.expr("receiver", &each.expr);
                self.expr("index", &each.index);
                self.emit(field, "Index", "", expr);
            }
            Expr::Infer(_) => self.emit(field, "Underscore", "", expr),
            Expr::Let(each) => {
                self.attributes(&each.attrs);
                self.pat("pattern", &each.pat);
                self.expr("value", &each.expr);
                self.emit(field, "LetCondition", "", expr);
            }
            Expr::Lit(each) if each.attrs.is_empty() => self.lit(field, &each.lit),
            Expr::Lit(each) => {
                self.attributes(&each.attrs);
                self.emit(field, "Literal", literal_form(&each.lit), expr);
            }
            Expr::Loop(each) => {
                self.attributes(&each.attrs);
                self.label(&each.label);
                self.block("body", &each.body);
                self.emit(field, "Loop", "", expr);
            }
            Expr::Macro(each) => self.mac(field, &each.attrs, &each.mac),
            Expr::Match(each) => {
                self.attributes(&each.attrs);
                self.expr("scrutinee", &each.expr);
                for arm in &each.arms {
                    self.attributes(&arm.attrs);
                    self.pat("pattern", &arm.pat);
                    if let Pat::Guard(guarded) = &arm.pat {
                        self.expr("guard", &guarded.guard);
                    }
                    self.expr("value", &arm.body);
                    let start = arm.attrs.first().map_or(self.bytes(&arm.pat).start, |first| self.bytes(&first.pound_token).start);
                    let end = self.bytes(&arm.body).end;
                    self.at("arms", "Arm", "", start..end);
                }
                self.emit(field, "Match", "", expr);
            }
            Expr::MethodCall(each) => {
                self.attributes(&each.attrs);
                self.expr("receiver", &each.receiver);
                if let Some(turbofish) = &each.turbofish {
                    self.generic_arguments("generics", turbofish);
                }
                self.each("arguments", &each.args, Walk::expr);
                self.emit(field, "MethodCall", plain(&each.method), expr);
            }
            Expr::Paren(each) => {
                self.attributes(&each.attrs);
                self.expr("operand", &each.expr);
                self.emit(field, "GroupedExpression", "", expr);
            }
            Expr::Path(each) => {
                self.attributes(&each.attrs);
                self.path("path", each.qself.as_ref(), &each.path);
                self.emit(field, "PathExpression", "", expr);
            }
            Expr::Range(each) => {
                self.attributes(&each.attrs);
                if let Some(start) = &each.start {
                    self.expr("start", start);
                }
                if let Some(end) = &each.end {
                    self.expr("end", end);
                }
                self.emit(field, "Range", u8::from(matches!(each.limits, RangeLimits::Closed(_))), expr);
            }
            Expr::RawAddr(each) => {
                self.attributes(&each.attrs);
                self.expr("operand", &each.expr);
                self.emit(field, "Borrow", if matches!(each.mutability, PointerMutability::Mut(_)) { 3 } else { 2 }, expr);
            }
            Expr::Reference(each) => {
                self.attributes(&each.attrs);
                self.expr("operand", &each.expr);
                self.emit(field, "Borrow", u8::from(each.mutability.is_some()), expr);
            }
            Expr::Repeat(each) => {
                self.attributes(&each.attrs);
                self.expr("value", &each.expr);
                self.expr("length", &each.len);
                self.emit(field, "RepeatExpression", "", expr);
            }
            Expr::Return(each) => {
                self.attributes(&each.attrs);
                self.each("value", &each.expr, |walk, field, value| walk.expr(field, value));
                self.emit(field, "Return", "", expr);
            }
            Expr::Struct(each) => {
                self.attributes(&each.attrs);
                self.path("path", each.qself.as_ref(), &each.path);
                for value in &each.fields {
                    self.attributes(&value.attrs);
                    if value.colon_token.is_some() {
                        self.expr("value", &value.expr);
                    }
                    self.emit("fields", "FieldInit", member(&value.member), value);
                }
                self.each("base", &each.rest, |walk, field, value| walk.expr(field, value));
                self.emit(field, "StructExpression", "", expr);
            }
            Expr::Try(each) => {
                self.attributes(&each.attrs);
                self.expr("operand", &each.expr);
                self.emit(field, "Try", "", expr);
            }
            Expr::TryBlock(each) => {
                self.attributes(&each.attrs);
                self.statements(&each.block.stmts);
                self.emit(field, "Block", 16, expr);
            }
            Expr::Tuple(each) => {
                self.attributes(&each.attrs);
                self.each("elements", &each.elems, Walk::expr);
                self.emit(field, "Tuple", "", expr);
            }
            Expr::Unary(each) => {
                self.attributes(&each.attrs);
                self.expr("operand", &each.expr);
                match each.op {
                    UnOp::Deref(_) => self.emit(field, "Dereference", "", expr),
                    UnOp::Not(_) => self.emit(field, "Unary", "!", expr),
                    _ => self.emit(field, "Unary", "-", expr),
                }
            }
            Expr::Unsafe(each) => {
                self.attributes(&each.attrs);
                self.statements(&each.block.stmts);
                self.emit(field, "Block", 1, expr);
            }
            Expr::While(each) => {
                self.attributes(&each.attrs);
                self.label(&each.label);
                self.expr("condition", &each.cond);
                self.block("body", &each.body);
                self.emit(field, "While", "", expr);
            }
            Expr::Yield(each) => {
                self.attributes(&each.attrs);
                self.each("value", &each.expr, |walk, field, value| walk.expr(field, value));
                self.emit(field, "Yield", "", expr);
            }
            _ => self.emit(field, "Verbatim", "", expr),
        }
    }

    pub(super) fn const_block(&mut self, field: Field, each: &ExprConst) {
        self.attributes(&each.attrs);
        self.statements(&each.block.stmts);
        self.emit(field, "Block", 4, each);
    }

    /// syn takes `-1` in patterns and generic arguments as one literal; it is an operator and a literal.
    pub(super) fn lit(&mut self, field: Field, lit: &Lit) {
        let negative = matches!(lit, Lit::Int(each) if each.to_string().starts_with('-'))
            || matches!(lit, Lit::Float(each) if each.to_string().starts_with('-'));
        if negative {
            let range = self.bytes(lit);
            self.at("operand", "Literal", literal_form(lit), range.start + 1..range.end);
            self.emit(field, "Unary", "-", lit);
        } else {
            self.emit(field, "Literal", literal_form(lit), lit);
        }
    }

    fn label(&mut self, label: &Option<Label>) {
        if let Some(label) = label {
            self.emit("label", "Label", plain(&label.name.ident), &label.name);
        }
    }

    fn jump_label(&mut self, label: &Option<Lifetime>) {
        if let Some(label) = label {
            self.emit("label", "Label", plain(&label.ident), label);
        }
    }
}

fn literal_form(lit: &Lit) -> u8 {
    match lit {
        Lit::Int(each) if each.suffix().starts_with('f') => 2,
        Lit::Int(_) => 1,
        Lit::Float(_) => 2,
        Lit::Str(_) => 3,
        Lit::ByteStr(_) => 4,
        Lit::CStr(_) => 5,
        Lit::Char(_) => 6,
        Lit::Byte(_) => 7,
        Lit::Bool(value) => if value.value { 8 } else { 9 },
        _ => 0,
    }
}

fn operator(operator: &BinOp) -> (&'static str, &'static str) {
    match operator {
        BinOp::Add(_) => ("Binary", "+"),
        BinOp::Sub(_) => ("Binary", "-"),
        BinOp::Mul(_) => ("Binary", "*"),
        BinOp::Div(_) => ("Binary", "/"),
        BinOp::Rem(_) => ("Binary", "%"),
        BinOp::And(_) => ("Binary", "&&"),
        BinOp::Or(_) => ("Binary", "||"),
        BinOp::BitXor(_) => ("Binary", "^"),
        BinOp::BitAnd(_) => ("Binary", "&"),
        BinOp::BitOr(_) => ("Binary", "|"),
        BinOp::Shl(_) => ("Binary", "<<"),
        BinOp::Shr(_) => ("Binary", ">>"),
        BinOp::Eq(_) => ("Binary", "=="),
        BinOp::Lt(_) => ("Binary", "<"),
        BinOp::Le(_) => ("Binary", "<="),
        BinOp::Ne(_) => ("Binary", "!="),
        BinOp::Ge(_) => ("Binary", ">="),
        BinOp::Gt(_) => ("Binary", ">"),
        BinOp::AddAssign(_) => ("CompoundAssignment", "+"),
        BinOp::SubAssign(_) => ("CompoundAssignment", "-"),
        BinOp::MulAssign(_) => ("CompoundAssignment", "*"),
        BinOp::DivAssign(_) => ("CompoundAssignment", "/"),
        BinOp::RemAssign(_) => ("CompoundAssignment", "%"),
        BinOp::BitXorAssign(_) => ("CompoundAssignment", "^"),
        BinOp::BitAndAssign(_) => ("CompoundAssignment", "&"),
        BinOp::BitOrAssign(_) => ("CompoundAssignment", "|"),
        BinOp::ShlAssign(_) => ("CompoundAssignment", "<<"),
        BinOp::ShrAssign(_) => ("CompoundAssignment", ">>"),
        _ => ("Verbatim", ""),
    }
}
