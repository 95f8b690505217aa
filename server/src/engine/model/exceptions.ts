/** The builtin exceptions and the class right above each. */
export const exceptionBases: Readonly<Record<string, string>> = {
  ArithmeticError: 'Exception', AssertionError: 'Exception', AttributeError: 'Exception', BaseExceptionGroup: 'BaseException',
  BlockingIOError: 'OSError', BrokenPipeError: 'ConnectionError', BufferError: 'Exception', BytesWarning: 'Warning', ChildProcessError:
  'OSError', ConnectionAbortedError: 'ConnectionError', ConnectionError: 'OSError', ConnectionRefusedError: 'ConnectionError',
  ConnectionResetError: 'ConnectionError', DeprecationWarning: 'Warning', EOFError: 'Exception', EncodingWarning: 'Warning', EnvironmentError:
  'Exception', Exception: 'BaseException', ExceptionGroup: 'BaseExceptionGroup', FileExistsError: 'OSError', FileNotFoundError: 'OSError',
  FloatingPointError: 'ArithmeticError', FutureWarning: 'Warning', GeneratorExit: 'BaseException', IOError: 'Exception', ImportError:
  'Exception', ImportWarning: 'Warning', IndentationError: 'SyntaxError', IndexError: 'LookupError', InterruptedError: 'OSError',
  IsADirectoryError: 'OSError', KeyError: 'LookupError', KeyboardInterrupt: 'BaseException', LookupError: 'Exception', MemoryError:
  'Exception', ModuleNotFoundError: 'ImportError', NameError: 'Exception', NotADirectoryError: 'OSError', NotImplementedError: 'RuntimeError',
  OSError: 'Exception', OverflowError: 'ArithmeticError', PendingDeprecationWarning: 'Warning', PermissionError: 'OSError',
  ProcessLookupError: 'OSError', PythonFinalizationError: 'RuntimeError', RecursionError: 'RuntimeError', ReferenceError: 'Exception',
  ResourceWarning: 'Warning', RuntimeError: 'Exception', RuntimeWarning: 'Warning', StopAsyncIteration: 'Exception', StopIteration:
  'Exception', SyntaxError: 'Exception', SyntaxWarning: 'Warning', SystemError: 'Exception', SystemExit: 'BaseException', TabError:
  'IndentationError', TimeoutError: 'OSError', TypeError: 'Exception', UnboundLocalError: 'NameError', UnicodeDecodeError: 'UnicodeError',
  UnicodeEncodeError: 'UnicodeError', UnicodeError: 'ValueError', UnicodeTranslateError: 'UnicodeError', UnicodeWarning: 'Warning',
  UserWarning: 'Warning', ValueError: 'Exception', Warning: 'Exception', ZeroDivisionError: 'ArithmeticError', _IncompleteInputError:
  'SyntaxError',
};
