//! What PyO3's calls do to the count of the object they are about, measured while the result is held.
use pyo3::ffi;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::pybacked::PyBackedStr;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PyDict, PyList, PyModule, PyString, PyTuple, PyWeakrefMethods, PyWeakrefReference};

#[pyclass]
struct Thing {
    #[pyo3(get, set)]
    slot: Option<Py<PyAny>>,
}

#[pymethods]
impl Thing {
    fn itself(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }
}

#[pyclass(frozen, subclass)]
struct Base {
    number: u8,
}

#[pyclass(frozen, extends = Base)]
struct Derived {}

fn count(pointer: *mut ffi::PyObject) -> isize {
    unsafe { ffi::Py_REFCNT(pointer) as isize }
}

/// `count` after the expression minus before, with the result alive; then the result is dropped.
macro_rules! delta {
    ($rows:ident, $name:literal, $pointer:expr, $expression:expr) => {{
        let pointer = $pointer;
        let before = count(pointer);
        let held = $expression;
        $rows.push(($name, count(pointer) - before));
        drop(held);
    }};
}

#[pyfunction]
fn counts(py: Python<'_>) -> PyResult<Vec<(&'static str, isize)>> {
    let mut rows = Vec::new();
    let object: Bound<'_, PyAny> = Bound::new(py, Thing { slot: None })?.into_any();
    let thing: Bound<'_, Thing> = object.cast::<Thing>()?.clone();
    let unbound: Py<PyAny> = object.clone().unbind();
    let p = object.as_ptr();

    delta!(rows, "Bound.clone", p, object.clone());
    delta!(rows, "Py.clone_ref", p, unbound.clone_ref(py));
    delta!(rows, "Borrowed.to_owned", p, object.as_borrowed().to_owned());
    delta!(rows, "Py::from", p, Py::from(&thing));
    delta!(rows, "Bound.as_any", p, thing.as_any());
    delta!(rows, "Bound.as_borrowed", p, object.as_borrowed());
    delta!(rows, "Bound.as_unbound", p, object.as_unbound());
    delta!(rows, "Bound.as_ptr", p, object.as_ptr());
    delta!(rows, "Py.bind", p, unbound.bind(py));
    delta!(rows, "Py.bind_borrowed", p, unbound.bind_borrowed(py));
    delta!(rows, "Bound.cast", p, object.cast::<Thing>());
    let spare = object.clone();
    delta!(rows, "Bound.unbind", p, spare.unbind());
    let spare = thing.clone();
    delta!(rows, "Bound.into_any", p, spare.into_any());
    let spare = unbound.clone_ref(py);
    delta!(rows, "Py.into_bound", p, spare.into_bound(py));
    let spare = object.clone();
    delta!(rows, "Bound.cast_into", p, spare.cast_into::<Thing>());
    let spare = object.clone();
    delta!(rows, "Bound.into_pyobject", p, spare.into_pyobject(py));
    let spare = object.clone();
    delta!(rows, "Bound.into_py_any", p, spare.into_py_any(py));
    let spare = object.clone();
    delta!(rows, "Bound.into_ptr", p, spare.into_ptr());
    // the pointer still carries the reference that was given up above
    delta!(rows, "Bound::from_owned_ptr", p, unsafe { Bound::from_owned_ptr(py, p) });
    delta!(rows, "Bound::from_borrowed_ptr", p, unsafe { Bound::from_borrowed_ptr(py, p) });
    delta!(rows, "Borrowed::from_ptr", p, unsafe { pyo3::Borrowed::from_ptr(py, p) });
    let spare = unbound.clone_ref(py);
    delta!(rows, "Py.drop_ref", p, spare.drop_ref(py));
    let spare = object.clone();
    delta!(rows, "drop Bound", p, drop(spare));
    let spare = unbound.clone_ref(py);
    delta!(rows, "drop Py attached", p, drop(spare));
    let spare = object.clone();
    delta!(rows, "mem::forget", p, std::mem::forget(spare));
    unsafe { ffi::Py_DECREF(p) };
    let spare = unbound.clone_ref(py);
    delta!(rows, "ManuallyDrop::new", p, Some(std::mem::ManuallyDrop::new(spare)));
    unsafe { ffi::Py_DECREF(p) };
    let spare = Box::new(unbound.clone_ref(py));
    delta!(rows, "Box::leak", p, Box::leak(spare));
    unsafe { ffi::Py_DECREF(p) };
    let spare = std::sync::Arc::new(unbound.clone_ref(py));
    delta!(rows, "Arc::into_raw", p, std::sync::Arc::into_raw(spare));
    unsafe { ffi::Py_DECREF(p) };
    let derived = Bound::new(py, PyClassInitializer::from(Base { number: 1 }).add_subclass(Derived {}))?;
    let q = derived.as_ptr();
    delta!(rows, "Bound.get", q, derived.get());
    delta!(rows, "Bound.as_super", q, derived.as_super());
    let held = derived.as_super().get().number;
    let spare = derived.clone();
    delta!(rows, "Bound.into_super", q, spare.into_super());
    assert_eq!(held, 1);
    delta!(rows, "Bound.borrow", p, thing.borrow());
    delta!(rows, "Bound.borrow_mut", p, thing.borrow_mut());
    delta!(rows, "Bound.extract Bound", p, object.extract::<Bound<'_, PyAny>>());
    delta!(rows, "Bound.extract Py", p, object.extract::<Py<PyAny>>());
    delta!(rows, "Bound.extract PyRef", p, object.extract::<PyRef<'_, Thing>>());
    delta!(rows, "Bound.call_method0 result", p, object.call_method0("itself"));
    let list = PyList::new(py, [&object])?;
    delta!(rows, "Bound.get_item", p, list.get_item(0));
    delta!(rows, "Bound.get_item receiver", list.as_ptr(), list.get_item(0));
    let tuple = PyTuple::new(py, [&object])?;
    delta!(rows, "Bound.get_borrowed_item", p, tuple.get_borrowed_item(0));
    delta!(rows, "PyList::new", p, PyList::new(py, [&object])?);
    let spare = object.clone();
    delta!(rows, "PyList::new moved", p, PyList::new(py, [spare])?);
    delta!(rows, "Bound.append", p, list.append(&object));
    delta!(rows, "Bound.insert", p, list.insert(0, &object));
    let dict = PyDict::new(py);
    delta!(rows, "Bound.set_item", p, dict.set_item("key", &object));
    delta!(rows, "Bound.set_item again", p, dict.set_item("key", &object));
    delta!(rows, "Bound.del_item", p, dict.del_item("key"));
    delta!(rows, "Bound.getattr", list.as_ptr(), list.getattr("append"));
    delta!(rows, "Bound.get_type", object.get_type().as_ptr(), object.get_type());
    let class = object.get_type();
    delta!(rows, "PyWeakrefReference::new", class.as_ptr(), PyWeakrefReference::new(&class)?);
    delta!(rows, "PyErr::from_value", p, PyErr::from_value(object.clone()));
    let cell: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let spare = unbound.clone_ref(py);
    delta!(rows, "PyOnceLock.set", p, cell.set(py, spare));
    delta!(rows, "PyOnceLock.get", p, cell.get(py));
    drop(cell);

    more_counts(py, &mut rows, &object)?;

    let spare = unbound.clone_ref(py);
    let before = count(p);
    let pool = std::sync::atomic::AtomicIsize::new(0);
    let address = p as usize;
    py.detach(|| {
        drop(spare);
        pool.store(count(address as *mut ffi::PyObject) - before, std::sync::atomic::Ordering::SeqCst);
    });
    rows.push(("drop Py detached", pool.into_inner()));
    rows.push(("drop Py detached, attached again", count(p) - before));
    Ok(rows)
}

type Rows = Vec<(&'static str, isize)>;

/// Results, containers, attributes, errors and early exits.
fn more_counts(py: Python<'_>, rows: &mut Rows, object: &Bound<'_, PyAny>) -> PyResult<()> {
    let p = object.as_ptr();
    let unbound = object.clone().unbind();
    delta!(rows, "Py.clone", p, unbound.clone());
    drop(unbound);
    delta!(rows, "Python.None", unsafe { ffi::Py_None() }, py.None());
    delta!(rows, "Python.Ellipsis", unsafe { ffi::Py_Ellipsis() }, py.Ellipsis());
    delta!(rows, "Python.NotImplemented", unsafe { ffi::Py_NotImplemented() }, py.NotImplemented());
    delta!(rows, "Bound.cast_unchecked", p, unsafe { object.cast_unchecked::<Thing>() });
    let owner: Bound<'_, PyAny> = Bound::new(py, Thing { slot: None })?.into_any();
    delta!(rows, "Bound.setattr", p, owner.setattr("slot", object));
    delta!(rows, "Bound.getattr result", p, owner.getattr("slot"));
    delta!(rows, "Bound.setattr replaced", p, owner.setattr("slot", py.None()));
    let list = PyList::new(py, [object])?;
    delta!(rows, "Bound.try_iter item", p, list.try_iter()?.next());
    delta!(rows, "Bound.extract Vec", p, list.extract::<Vec<Py<PyAny>>>());
    delta!(rows, "Bound.set_item list replaced", p, list.set_item(0, py.None()));
    let dict = PyDict::new(py);
    dict.set_item("key", object)?;
    delta!(rows, "Bound.iter collected", p, dict.iter().collect::<Vec<_>>());
    delta!(rows, "Bound.set_item dict replaced", p, dict.set_item("key", py.None()));
    delta!(rows, "PyTuple::new", p, PyTuple::new(py, [object])?);
    delta!(rows, "tuple of borrowed", p, (object,).into_pyobject(py)?);
    let spare = object.clone();
    delta!(rows, "tuple of owned", p, (spare,).into_pyobject(py)?);
    let text = PyString::new(py, "a text that is long enough");
    delta!(rows, "Bound.extract str", text.as_ptr(), text.extract::<&str>().map(str::len));
    delta!(rows, "Bound.extract PyBackedStr", text.as_ptr(), text.extract::<PyBackedStr>());
    delta!(rows, "Bound.call1 argument", p, py.get_type::<PyTuple>().getattr("__len__")?.call1((PyTuple::new(py, [object])?,)));
    let class = object.get_type();
    let weak = PyWeakrefReference::new(&class)?;
    delta!(rows, "Bound.upgrade", class.as_ptr(), weak.upgrade());
    let module = PyModule::import(py, "json")?;
    delta!(rows, "Python.import", module.as_ptr(), py.import("json"));
    let interned = || pyo3::intern!(py, "a name of these counts").as_ptr();
    delta!(rows, "intern! again", interned(), interned());
    let spare = object.clone().unbind();
    delta!(rows, "PyCapsule::new_with_value", p, PyCapsule::new_with_value(py, spare, c"decref"));
    let spare = object.clone().unbind();
    delta!(rows, "new_err of owned", p, PyTypeError::new_err((spare,)));
    let value = PyValueError::new_err("wrong").into_value(py);
    let v = value.as_ptr();
    let error = PyErr::from_value(value.bind(py).clone().into_any());
    delta!(rows, "PyErr.value", v, error.value(py));
    delta!(rows, "PyErr.clone_ref", v, error.clone_ref(py));
    delta!(rows, "PyErr.restore", v, error.restore(py));
    let mut taken = None;
    delta!(rows, "PyErr::take", v, taken = PyErr::take(py));
    let Some(error) = taken else { return Ok(()) };
    delta!(rows, "PyErr.into_value", v, error.into_value(py));
    let spare = object.clone();
    delta!(rows, "closure", p, move || spare);
    let spare = object.clone();
    delta!(rows, "early exit Bound", p, exits(spare, false));
    let spare = object.clone();
    delta!(rows, "early exit pointer", p, exits(spare, true));
    unsafe { ffi::Py_DECREF(p) };
    Ok(())
}

/// Leaves by `?` with the object in a local, or its reference in a raw pointer.
fn exits(object: Bound<'_, PyAny>, raw: bool) -> PyResult<()> {
    if raw {
        let _pointer = object.into_ptr();
        Err(PyValueError::new_err("left"))?;
    } else {
        let _local = object;
        Err(PyValueError::new_err("left"))?;
    }
    Ok(())
}

#[pyfunction]
fn thing() -> Thing {
    Thing { slot: None }
}

#[pyfunction]
fn takes_bound(_object: Bound<'_, PyAny>, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
fn takes_option(_object: Option<Bound<'_, PyAny>>, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
fn takes_pyref(_object: PyRef<'_, Thing>, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
fn takes_borrowed(_object: &Thing, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
fn takes_py(_object: Py<PyAny>, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
fn takes_reference(_object: &Bound<'_, PyAny>, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
fn takes_text(_object: &str, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
fn takes_backed(_object: pyo3::pybacked::PyBackedStr, pointer: usize) -> isize {
    count(pointer as *mut ffi::PyObject)
}

#[pyfunction]
#[pyo3(signature = (pointer, *objects))]
fn takes_all(pointer: usize, objects: &Bound<'_, pyo3::types::PyTuple>) -> isize {
    let _ = objects;
    count(pointer as *mut ffi::PyObject)
}

/// What Python reads, sets and calls on an object: attributes that are fields, and receivers.
#[pyclass]
struct Holding {
    #[pyo3(get, set)]
    value: Py<PyAny>,
}

#[pymethods]
impl Holding {
    #[new]
    fn new(value: Py<PyAny>) -> Self {
        Holding { value }
    }

    fn lent(&self) -> &Py<PyAny> {
        &self.value
    }

    fn by_self(&self, pointer: usize) -> isize {
        count(pointer as *mut ffi::PyObject)
    }

    fn by_self_mut(&mut self, pointer: usize) -> isize {
        count(pointer as *mut ffi::PyObject)
    }

    fn by_bound(_slf: &Bound<'_, Self>, pointer: usize) -> isize {
        count(pointer as *mut ffi::PyObject)
    }

    fn by_pyref(_slf: PyRef<'_, Self>, pointer: usize) -> isize {
        count(pointer as *mut ffi::PyObject)
    }

    fn by_py(_slf: Py<Self>, pointer: usize) -> isize {
        count(pointer as *mut ffi::PyObject)
    }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(counts, module)?)?;
    for function in [
        wrap_pyfunction!(thing, module)?,
        wrap_pyfunction!(takes_bound, module)?,
        wrap_pyfunction!(takes_option, module)?,
        wrap_pyfunction!(takes_pyref, module)?,
        wrap_pyfunction!(takes_borrowed, module)?,
        wrap_pyfunction!(takes_text, module)?,
        wrap_pyfunction!(takes_backed, module)?,
        wrap_pyfunction!(takes_all, module)?,
    ] {
        module.add_function(function)?;
    }
    module.add_class::<Holding>()?;
    module.add_function(wrap_pyfunction!(takes_py, module)?)?;
    module.add_function(wrap_pyfunction!(takes_reference, module)?)
}
