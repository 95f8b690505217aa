use pyo3::prelude::*;

#[pyclass]
pub struct Owner {
    child: Option<Py<PyAny>>,
}

#[pymethods]
impl Owner {
    fn set(&mut self, child: Py<PyAny>) {
        self.child = Some(child);
    }
}
