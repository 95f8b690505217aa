//! Reads paths from standard input, one a line, and writes for each file what syn makes of it.
//!
//! Output: `# path`, then `field kind detail start end` for every node in postorder, in our kinds, offsets in UTF-16 units;
//! `! message` for a file that syn rejects. Tokens of macros and arguments of attributes are left out, as are doc comments.

mod walk;

use std::io::{BufRead, BufWriter, Write};

fn main() {
    let worker = std::thread::Builder::new().stack_size(512 << 20).spawn(run).unwrap();
    worker.join().unwrap();
}

fn run() {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for path in std::io::stdin().lock().lines().map_while(Result::ok) {
        writeln!(out, "# {path}").unwrap();
        let Ok(text) = std::fs::read_to_string(&path) else {
            writeln!(out, "! not UTF-8").unwrap();
            continue;
        };
        match syn::parse_file(&text) {
            Ok(file) => out.write_all(walk::dump(file, &text).as_bytes()).unwrap(),
            Err(error) => writeln!(out, "! {error}").unwrap(),
        }
        proc_macro2::extra::invalidate_current_thread_spans();
    }
}
