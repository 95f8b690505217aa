//! What the pages' programs are measured with: canaries that count their drops, C resources that count what is open, PyO3's own calls.
#![allow(warnings)]

mod counts;
#[rustfmt::skip]
mod generated;
mod resources;

use pyo3::prelude::*;
use std::sync::atomic::{AtomicIsize, Ordering};

static CANARIES: AtomicIsize = AtomicIsize::new(0);

/// Counts how many of its kind are alive; holds nothing, so that it never keeps anything alive itself.
#[pyclass(weakref)]
struct Canary {}

#[pymethods]
impl Canary {
    #[new]
    fn new() -> Self {
        CANARIES.fetch_add(1, Ordering::SeqCst);
        Canary {}
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        CANARIES.fetch_sub(1, Ordering::SeqCst);
    }
}

#[pyfunction]
fn canaries() -> isize {
    CANARIES.load(Ordering::SeqCst)
}

#[pymodule]
fn decref_pages(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Canary>()?;
    module.add_function(wrap_pyfunction!(canaries, module)?)?;
    counts::register(module)?;
    resources::register(module)?;
    generated::register(module)
}
