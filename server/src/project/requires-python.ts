/** Which CPython a project means when it only says which ones it allows. */
import { defaultPython, newestProvedPython, oldestPython, readPython, type PythonVersion } from '../base/version.ts';
import { isTable, type TomlTable } from './toml.ts';

/** The specifier of a pyproject.toml (`[project] requires-python`, or Poetry's `python` dependency), or `null`. */
export function requiresPython(pyproject: TomlTable): { readonly specifier: string; readonly key: readonly string[] } | null {
  const project = pyproject['project'];
  if (isTable(project) && typeof project['requires-python'] === 'string') {
    return { specifier: project['requires-python'], key: ['project', 'requires-python'] };
  }
  const key = ['tool', 'poetry', 'dependencies', 'python'];
  let at: unknown = pyproject;
  for (const part of key) at = isTable(at) ? at[part] : undefined;
  return typeof at === 'string' ? { specifier: at, key } : null;
}

/** The free-threaded build that a `.python-version` names first, as pyenv (`3.14t`, `3.13.1t`) or uv (`cpython-3.14+freethreaded`) write it, or `null`. */
export function freeThreadedPin(text: string): PythonVersion | null {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.trim().startsWith('#')) ?? '';
  const match = /^\s*(?:cpython[-@]?)?(3\.\d+)(?:\.\d+)?(?:[ab]\d+|rc\d+|-dev)?(?:t|\+freethreaded)(?:-\S*)?\s*$/.exec(first);
  return match === null ? null : readPython(`${match[1]}t`);
}

/** The newest version that the specifier (PEP 440, or Poetry's `^`) allows and that the tests prove; the default where none is. */
export function newestAllowed(specifier: string): PythonVersion {
  for (let minor = newestProvedPython[1]; minor >= oldestPython[1]; minor -= 1) {
    const alternatives = specifier.split('||');
    if (alternatives.some((alternative) => allows(alternative, minor))) return [3, minor];
  }
  return defaultPython;
}

/** Whether some release 3.`minor`.x satisfies every clause. */
function allows(specifier: string, minor: number): boolean {
  const clauses = specifier
    .split(',')
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
  return clauses.every((clause) => {
    const match = /^(===|==|~=|!=|<=|>=|<|>|\^|~)?\s*v?(\d+)(?:\.(\d+|\*))?(?:\.(\d+|\*))?/.exec(clause);
    if (match === null) return true;
    const [, operator = '==', major, second, third] = match;
    const whole = second === undefined || second === '*';
    const wanted = whole ? 0 : Number(second);
    const micro = third === undefined || third === '*' ? 0 : Number(third);
    if (Number(major) !== 3)
      return operator.startsWith('<') || operator === '!='
        ? Number(major) > 3 || operator === '!='
        : operator.startsWith('>') && Number(major) < 3;
    switch (operator) {
      case '>=':
        return minor >= wanted;
      // a later micro release of the same minor is above
      case '>':
        return minor > wanted || (minor === wanted && third !== undefined);
      case '<':
        return minor < wanted || (minor === wanted && micro > 0);
      case '<=':
        return minor <= wanted;
      case '!=':
        return !(minor === wanted && third !== undefined ? third === '*' : minor === wanted && !whole);
      case '^':
        return minor >= wanted;
      case '~=':
        return third === undefined ? minor >= wanted : minor === wanted;
      case '~':
        return whole || minor === wanted;
      default:
        return whole || minor === wanted;
    }
  });
}
