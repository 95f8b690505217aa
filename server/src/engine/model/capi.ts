/**
 * What CPython's C API does with references: which functions return a new one, which a borrowed one, which take one over.
 *
 * The names are those that pyo3-ffi 0.30 declares, with a few that only C knows; the classification is our own, from each function's contract.
 * Parameter effects are not ownership: a function that keeps its argument takes a reference of its own, so the caller still owes his.
 */

/** Functions that return a new reference (or NULL with an exception set): the caller owes one release. By prefix. */
const newByPrefix: Readonly<Record<string, string>> = {
  Py:
    'BuildValue CompileString CompileStringExFlags CompileStringFlags CompileStringObject GenericAlias GetConstant NewRef ' +
    'VaBuildValue XNewRef',
  PyAST: 'CompileEx CompileObject',
  PyBool: 'FromLong',
  PyByteArray: 'Concat FromObject FromStringAndSize',
  PyBytes: 'DecodeEscape FromFormat FromFormatV FromObject FromString FromStringAndSize Repr',
  PyBytesWriter: 'Finish FinishWithSize',
  PyCFunction: 'Call New NewEx',
  PyCMethod: 'New',
  PyCallIter: 'New',
  PyCapsule: 'New',
  PyCell: 'Get New',
  PyClassMethod: 'New',
  PyCode: 'New NewEmpty NewWithPosOnlyArgs Optimize',
  PyCodec:
    'BackslashReplaceErrors Decode Decoder Encode Encoder IgnoreErrors IncrementalDecoder IncrementalEncoder LookupError ' +
    'NameReplaceErrors ReplaceErrors StreamReader StreamWriter XMLCharRefReplaceErrors',
  PyComplex: 'FromCComplex FromDoubles',
  PyContext: 'Copy CopyCurrent New',
  PyContextVar: 'New Set',
  PyCoro: 'New',
  PyDate: 'FromDate FromTimestamp',
  PyDateTime: 'FromDateAndTime FromDateAndTimeAndFold FromTimestamp',
  PyDelta: 'FromDSU',
  PyDescr: 'NewClassMethod NewGetSet NewMember NewMethod',
  PyDict: 'Copy Items Keys New Values',
  PyDictProxy: 'New',
  PyErr: 'GetHandledException GetRaisedException NewException NewExceptionWithDoc ProgramText',
  PyEval:
    'CallFunction CallMethod CallObject CallObjectWithKeywords EvalCode EvalCodeEx EvalFrame EvalFrameEx GetFrameBuiltins ' +
    'GetFrameGlobals GetFrameLocals',
  PyException: 'GetArgs GetCause GetContext GetTraceback',
  PyFile: 'FromFd GetLine',
  PyFloat: 'FromDouble FromString GetInfo',
  PyFrame: 'GetBack GetBuiltins GetCode GetGenerator GetGlobals GetLocals GetVar GetVarString New',
  PyFrozenDict: 'New',
  PyFrozenSet: 'New',
  PyFunction: 'New NewWithQualName',
  PyGen: 'New NewWithQualName',
  PyImport:
    'AddModuleRef ExecCodeModule ExecCodeModuleEx ExecCodeModuleObject ExecCodeModuleWithPathnames GetImporter GetModule ' +
    'Import ImportModule ImportModuleAttr ImportModuleAttrString ImportModuleEx ImportModuleLevel ImportModuleLevelObject ' +
    'ImportModuleNoBlock ReloadModule',
  PyInstanceMethod: 'New',
  PyIter: 'Next',
  PyList: 'AsTuple GetItemRef GetSlice New',
  PyLong:
    'FromDouble FromInt32 FromInt64 FromLong FromLongLong FromNativeBytes FromSize_t FromSsize_t FromString FromUInt32 ' +
    'FromUInt64 FromUnicodeObject FromUnsignedLong FromUnsignedLongLong FromUnsignedNativeBytes FromVoidPtr GetInfo',
  PyLongWriter: 'Finish',
  PyMapping: 'GetItemString Items Keys Values',
  PyMarshal: 'ReadLastObjectFromFile ReadObjectFromFile ReadObjectFromString WriteObjectToString',
  PyMember: 'GetOne',
  PyMemoryView: 'FromBuffer FromMemory FromObject GetContiguous',
  PyMethod: 'New',
  PyModule: 'Create Create2 FromDefAndSpec FromDefAndSpec2 FromSlotsAndSpec GetFilenameObject GetNameObject New NewObject',
  PyNode: 'Compile',
  PyNumber:
    'Absolute Add And Divmod Float FloorDivide InPlaceAdd InPlaceAnd InPlaceFloorDivide InPlaceLshift InPlaceMatrixMultiply ' +
    'InPlaceMultiply InPlaceOr InPlacePower InPlaceRemainder InPlaceRshift InPlaceSubtract InPlaceTrueDivide InPlaceXor Index ' +
    'Invert Long Lshift MatrixMultiply Multiply Negative Or Positive Power Remainder Rshift Subtract ToBase TrueDivide Xor',
  PyOS: 'FSPath',
  PyObject:
    'ASCII Bytes Call CallFunction CallFunctionObjArgs CallMethod CallMethodNoArgs CallMethodObjArgs CallMethodOneArg ' +
    'CallNoArgs CallObject CallOneArg Dir Format GenericGetAttr GenericGetDict GetAIter GetAttr GetAttrString GetItem GetIter ' +
    'Repr RichCompare SelfIter Str Type Vectorcall VectorcallDict VectorcallMethod',
  PyRun: 'File FileEx FileExFlags FileFlags String StringFlags',
  PySeqIter: 'New',
  PySequence: 'Concat Fast GetItem GetSlice ITEM InPlaceConcat InPlaceRepeat List Repeat Tuple',
  PySet: 'New Pop',
  PySlice: 'New',
  PyStaticMethod: 'New',
  PyStructSequence: 'New NewType',
  PyThreadState: 'GetFrame',
  PyTime: 'FromTime FromTimeAndFold',
  PyTimeZone: 'FromOffset FromOffsetAndName',
  PyTuple: 'FromArray GetSlice New Pack',
  PyType:
    'FromMetaclass FromModuleAndSpec FromSlots FromSpec FromSpecWithBases GenericAlloc GenericNew GetDict ' +
    'GetFullyQualifiedName GetModuleName GetName GetQualName',
  PyUnicode:
    'AsASCIIString AsCharmapString AsDecodedObject AsDecodedUnicode AsEncodedObject AsEncodedString AsEncodedUnicode ' +
    'AsLatin1String AsMBCSString AsRawUnicodeEscapeString AsUTF16String AsUTF32String AsUTF8String AsUnicodeEscapeString ' +
    'BuildEncodingMap Concat Decode DecodeASCII DecodeCharmap DecodeCodePageStateful DecodeFSDefault DecodeFSDefaultAndSize ' +
    'DecodeLatin1 DecodeLocale DecodeLocaleAndSize DecodeMBCS DecodeMBCSStateful DecodeRawUnicodeEscape DecodeUTF16 ' +
    'DecodeUTF16Stateful DecodeUTF32 DecodeUTF32Stateful DecodeUTF7 DecodeUTF7Stateful DecodeUTF8 DecodeUTF8Stateful ' +
    'DecodeUnicodeEscape Encode EncodeASCII EncodeCharmap EncodeCodePage EncodeFSDefault EncodeLatin1 EncodeLocale ' +
    'EncodeRawUnicodeEscape EncodeUTF16 EncodeUTF32 EncodeUTF7 EncodeUTF8 EncodeUnicodeEscape Format FromEncodedObject ' +
    'FromFormat FromFormatV FromKindAndData FromObject FromOrdinal FromString FromStringAndSize FromUnicode FromWideChar ' +
    'InternFromString Join New Partition RPartition RSplit Replace RichCompare Split Splitlines Substring ' +
    'TransformDecimalToASCII Translate TranslateCharmap',
  PyUnicodeDecodeError: 'Create GetEncoding GetObject GetReason',
  PyUnicodeEncodeError: 'GetEncoding GetObject GetReason',
  PyUnicodeTranslateError: 'GetObject GetReason',
  PyUnicodeWriter: 'Finish',
  PyUnstable: 'InterpreterFrame_GetCode',
  PyVectorcall: 'Call',
  PyWeakref: 'NewProxy NewRef',
  PyWrapper: 'New',
  _PyLong: 'FromByteArray',
  _PyObject: 'CallFunction_SizeT GC_New GC_NewVar MakeTpCall New NewVar VectorcallTstate',
};

export const returnsNew: ReadonlySet<string> = new Set(
  Object.entries(newByPrefix).flatMap(([prefix, names]) => names.split(' ').map((name) => `${prefix}_${name}`)),
);

/** Functions that return a reference borrowed from one of their arguments. */
const borrowedFromArgument: readonly string[] = [
  'PyDict_GetItem',
  'PyDict_GetItemString',
  'PyDict_GetItemWithError',
  'PyDict_SetDefault',
  '_PyDict_GetItem_KnownHash',
  'PyList_GetItem',
  'PyList_GET_ITEM',
  'PyTuple_GetItem',
  'PyTuple_GET_ITEM',
  'PySequence_Fast_GET_ITEM',
  'PyStructSequence_GetItem',
  'PyStructSequence_GET_ITEM',
  'PyFunction_GetCode',
  'PyFunction_GetGlobals',
  'PyFunction_GetModule',
  'PyFunction_GetDefaults',
  'PyFunction_GetKwDefaults',
  'PyFunction_GetClosure',
  'PyFunction_GetAnnotations',
  'PyFunction_GET_CODE',
  'PyFunction_GET_GLOBALS',
  'PyFunction_GET_MODULE',
  'PyFunction_GET_DEFAULTS',
  'PyFunction_GET_KW_DEFAULTS',
  'PyFunction_GET_CLOSURE',
  'PyFunction_GET_ANNOTATIONS',
  'PyMethod_Function',
  'PyMethod_Self',
  'PyMethod_GET_FUNCTION',
  'PyMethod_GET_SELF',
  'PyInstanceMethod_Function',
  'PyInstanceMethod_GET_FUNCTION',
  'PyCFunction_GetSelf',
  'PyCFunction_GET_SELF',
  'PyCFunction_GET_CLASS',
  'PyCell_GET',
  'PyModule_GetDict',
  'PyType_GetModule',
  'PyType_GetModuleByDef',
  'PyType_GetModule_DuringGC',
  'PyType_GetModuleByToken_DuringGC',
  'PyWeakref_GetObject',
  'PyWeakref_GET_OBJECT',
  'Py_TYPE',
  '_Py_TYPE',
  'PyExceptionInstance_Class',
  'PyDateTime_DATE_GET_TZINFO',
  'PyDateTime_TIME_GET_TZINFO',
  'PyObject_Init',
  'PyObject_InitVar',
  '_PyByteArray_CAST',
  '_PyFloat_CAST',
  '_PyFunction_CAST',
  '_PyList_CAST',
  '_PySet_CAST',
  '_PyVarObject_CAST',
];

/** Functions that return a reference borrowed from the interpreter, a module or the process. */
const borrowedFromOutside: readonly string[] = [
  'PyErr_Occurred',
  'PyEval_GetBuiltins',
  'PyEval_GetGlobals',
  'PyEval_GetLocals',
  'PyEval_GetFrame',
  'PyImport_AddModule',
  'PyImport_AddModuleObject',
  'PyImport_GetModuleDict',
  'PyInterpreterState_GetDict',
  'PyModuleDef_Init',
  'PyState_FindModule',
  'PySys_GetObject',
  'PySys_GetXOptions',
  'PyThreadState_GetDict',
  'PyDateTime_TimeZone_UTC',
  'Py_None',
  'Py_True',
  'Py_False',
  'Py_Ellipsis',
  'Py_NotImplemented',
  'Py_GetConstantBorrowed',
];

/** Functions that return a borrowed reference → the argument that it is borrowed from, or -1. */
export const returnsBorrowed: ReadonlyMap<string, number> = new Map([
  ...borrowedFromArgument.map((name) => [name, 0] as const),
  ...borrowedFromOutside.map((name) => [name, -1] as const),
]);

/** Functions that always return NULL, after setting an exception. */
export const returnsNull: ReadonlySet<string> = new Set([
  'PyErr_NoMemory',
  'PyErr_SetFromErrno',
  'PyErr_SetFromErrnoWithFilename',
  'PyErr_SetFromErrnoWithFilenameObject',
  'PyErr_SetFromErrnoWithFilenameObjects',
  'PyErr_Format',
  'PyErr_SetImportError',
  'PyErr_SetImportErrorSubclass',
  'PyErr_FormatV',
  'PyErr_SetFromWindowsErr',
  'PyErr_SetFromWindowsErrWithFilename',
  'PyErr_SetExcFromWindowsErr',
  'PyErr_SetExcFromWindowsErrWithFilename',
  'PyErr_SetExcFromWindowsErrWithFilenameObject',
  'PyErr_SetExcFromWindowsErrWithFilenameObjects',
  'PyCodec_StrictErrors',
]);

/** Functions that take over a reference → the positions of the arguments they take. */
export const steals: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  // taken even when the call fails
  ['PyList_SetItem', [2]],
  ['PyList_SET_ITEM', [2]],
  ['PyTuple_SetItem', [2]],
  ['PyTuple_SET_ITEM', [2]],
  ['PyStructSequence_SetItem', [2]],
  ['PyStructSequence_SET_ITEM', [2]],
  ['PyModule_Add', [2]],
  ['PyCell_SET', [1]],
  ['PyErr_Restore', [0, 1, 2]],
  ['PyErr_SetRaisedException', [0]],
  ['PyErr_SetExcInfo', [0, 1, 2]],
  ['PyException_SetCause', [1]],
  ['PyException_SetContext', [1]],
  ['PyGen_New', [0]],
  ['PyGen_NewWithQualName', [0]],
  ['PyCoro_New', [0]],
  ['PyAsyncGen_New', [0]],
  ['PyBytes_ConcatAndDel', [1]],
  ['PyUnicode_AppendAndDel', [1]],
  // taken only when the call succeeds
  ['PyModule_AddObject', [2]],
]);

/** Functions that give one reference back. */
export const releases: ReadonlySet<string> = new Set([
  'Py_DECREF',
  'Py_XDECREF',
  'Py_DecRef',
  '_Py_DecRef',
  'Py_CLEAR',
  'Py_SETREF',
  'Py_XSETREF',
]);

/** Functions that take one more reference. */
export const retains: ReadonlySet<string> = new Set(['Py_INCREF', 'Py_XINCREF', 'Py_IncRef', '_Py_IncRef']);

/** Functions that write a new reference through a pointer argument → the positions of those arguments. */
export const newThroughArgument: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ['PyIter_Send', [2]],
  ['PyIter_NextItem', [1]],
  ['PyErr_Fetch', [0, 1, 2]],
  ['PyErr_NormalizeException', [0, 1, 2]],
  ['PyErr_GetExcInfo', [0, 1, 2]],
  ['PyDict_GetItemRef', [2]],
  ['PyDict_GetItemStringRef', [2]],
  ['PyDict_SetDefaultRef', [3]],
  ['PyDict_Pop', [2]],
  ['PyDict_PopString', [2]],
  ['PyMapping_GetOptionalItem', [2]],
  ['PyMapping_GetOptionalItemString', [2]],
  ['PyObject_GetOptionalAttr', [2]],
  ['PyObject_GetOptionalAttrString', [2]],
  ['PyWeakref_GetRef', [1]],
  ['PyContextVar_Get', [2]],
  ['PyUnicode_FSConverter', [1]],
  ['PyUnicode_FSDecoder', [1]],
]);

/** Families whose functions take object arguments and, unless `steals` says otherwise, leave the caller's reference with the caller. */
const takingPrefixes: ReadonlySet<string> = new Set([
  'PyObject',
  'PyDict',
  'PyList',
  'PySet',
  'PyFrozenSet',
  'PySequence',
  'PyMapping',
  'PyNumber',
  'PyTuple',
  'PyModule',
  'PyUnicode',
  'PyBytes',
  'PyByteArray',
  'PyLong',
  'PyFloat',
  'PyComplex',
  'PyBool',
  'PyIter',
  'PyErr',
  'PyException',
  'PyType',
  'PyImport',
  'PyCallable',
  'PyWeakref',
  'PySlice',
  'PyFunction',
  'PyMethod',
  'PyCFunction',
  'PyCell',
  'PyContextVar',
  'PySys',
  'PyIndex',
  'PyDictProxy',
  'PySeqIter',
  'PyCallIter',
  'PyMemoryView',
  'PyEval',
  'PyVectorcall',
  'PyContext',
  'PyAIter',
  'PyStaticMethod',
  'PyClassMethod',
  'PyState',
  'PyFile',
  'PyOS',
]);

/** Functions of those families whose pointer arguments are not plain objects to be looked at. */
const otherwise: ReadonlySet<string> = new Set([
  'PyObject_Free',
  'PyObject_Realloc',
  'PyObject_GC_Del',
  'PyObject_GC_Track',
  'PyObject_GC_UnTrack',
  'PyObject_Init',
  'PyObject_InitVar',
  'PyUnicode_InternInPlace',
  'PyUnicode_Append',
  'PyBytes_Concat',
  'PyObject_ClearManagedDict',
  'PyObject_ClearWeakRefs',
  'PyObject_CallFinalizerFromDealloc',
  'PyUnstable_EnableTryIncRef',
  'PyUnstable_TryIncRef',
]);

/** Whether a function leaves the reference in an argument with its caller. Unknown functions are not said to. */
export function leavesArgument(name: string, position: number): boolean {
  if (releases.has(name) || retains.has(name) || otherwise.has(name)) return false;
  if (steals.get(name)?.includes(position) === true) return false;
  return takingPrefixes.has(name.slice(0, name.indexOf('_', 1)));
}
