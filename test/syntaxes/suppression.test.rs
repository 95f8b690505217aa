// SYNTAX TEST "source.rust" "suppressions in Rust"
let x = f();  // decref: ignore[RC803]
//               ^^^^^^ keyword.control.suppression.decref
//                              ^^^^^ constant.other.rule.decref
let y = f();  /* decref: ignore-file[RC8] */
//                       ^^^^^^^^^^^ keyword.control.suppression.decref
