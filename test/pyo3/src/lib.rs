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

/// Runs a class's `tp_clear` on an object, as the collector does when it breaks a cycle.
#[pyfunction]
fn clear(object: &Bound<'_, PyAny>) {
    unsafe {
        let slot = pyo3::ffi::PyType_GetSlot(pyo3::ffi::Py_TYPE(object.as_ptr()), pyo3::ffi::Py_tp_clear);
        let clear: pyo3::ffi::inquiry = std::mem::transmute(slot);
        clear(object.as_ptr());
    }
}

#[pymodule]
fn decref_pages(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Canary>()?;
    module.add_function(wrap_pyfunction!(canaries, module)?)?;
    module.add_function(wrap_pyfunction!(clear, module)?)?;
    counts::register(module)?;
    resources::register(module)?;
    generated::register(module)
}
