//! The C functions that the pages declare, each counting how many of its resources are open.
use pyo3::prelude::*;
use std::sync::atomic::{AtomicIsize, Ordering};

static OPEN: AtomicIsize = AtomicIsize::new(0);

macro_rules! resource {
    ($make:ident, $release:ident) => {
        #[unsafe(no_mangle)]
        pub extern "C" fn $make() -> *mut u8 {
            OPEN.fetch_add(1, Ordering::SeqCst);
            Box::into_raw(Box::new(0))
        }

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $release(resource: *mut u8) {
            OPEN.fetch_sub(1, Ordering::SeqCst);
            drop(unsafe { Box::from_raw(resource) });
        }
    };
}

resource!(db_open, db_close);
resource!(parser_create, parser_destroy);
resource!(stream_open, stream_close);
resource!(timer_new, timer_free);
resource!(entry_new, entry_free);
resource!(context_create, context_destroy);

/// How many resources stay open after a hundred values were made and dropped.
fn left_open(make_and_drop: impl Fn()) -> isize {
    let before = OPEN.load(Ordering::SeqCst);
    for _ in 0..100 {
        make_and_drop();
    }
    OPEN.load(Ordering::SeqCst) - before
}

#[pyfunction]
fn handles() -> Vec<(&'static str, isize)> {
    use crate::generated::*;
    vec![
        ("handle-without-drop 1", left_open(|| drop(handle_without_drop_1::Database::open(c"x")))),
        ("handle-without-drop 1 fixed", left_open(|| drop(handle_without_drop_1_fixed::Database::open(c"x")))),
        ("handle-without-drop 2", left_open(|| drop(handle_without_drop_2::Parser::new(3)))),
        ("handle-without-drop 2 fixed", left_open(|| drop(handle_without_drop_2_fixed::Parser::new(3)))),
        ("handle-without-drop 3", left_open(|| drop(handle_without_drop_3::Stream::open(1)))),
        ("handle-without-drop 4", left_open(|| handle_without_drop_4::Timer::new(50).finish())),
    ]
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(handles, module)?)
}
