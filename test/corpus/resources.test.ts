/**
 * What the standard library opens is in the table of resources: every public class with a method that releases something is there,
 * or is named in `resources.md` with the reason why not.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resourceKinds } from '../../server/src/engine/model/resources.ts';
import { repository } from '../harness/files.ts';
import { newestPython } from '../../scripts/pythons.mjs';

const ask = `
import importlib, inspect, pkgutil, sys, warnings
warnings.simplefilter("ignore")
releasing = ("close", "shutdown", "cleanup", "server_close", "terminate", "aclose", "quit", "unlink", "Close", "release", "disconnect", "logout")
for top in sorted(sys.stdlib_module_names):
    if top.startswith("_") or top in ("test", "idlelib", "lib2to3", "antigravity", "this", "turtledemo"):
        continue
    try:
        package = importlib.import_module(top)
    except BaseException:
        continue
    names = [top]
    if hasattr(package, "__path__"):
        names += [each.name for each in pkgutil.walk_packages(package.__path__, top + ".") if not any(part.startswith(("_", "test")) for part in each.name.split("."))]
    for name in names:
        try:
            module = importlib.import_module(name)
        except BaseException:
            continue
        for label, thing in list(vars(module).items()):
            if label.startswith("_") or not inspect.isclass(thing) or thing.__module__.lstrip("_") != name:
                continue
            found = [each for each in releasing if callable(getattr(thing, each, None))]
            if found:
                print("%s.%s" % (name, label), *found, sep="\\t")
`;

/** A row of the table: `` `pattern` `` with `*` for anything, and why its classes are not among the resources. */
const leftOut = [...readFileSync(`${repository}/test/corpus/resources.md`, 'utf8').matchAll(/^\| (`[^|]+`) \| ([^|]+) \|$/gm)].flatMap(
  ([, patterns, why]) => [...patterns.matchAll(/`([^`]+)`/g)].map(([, pattern]) => ({ pattern, why: why.trim() })),
);
const matches = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(name);

const made = new Set(resourceKinds.flatMap(({ made: calls }) => calls.map((call) => call.replace(/^await |#\d+$/g, ''))));
const newest = newestPython() as { readonly path: string } | null;

test.skipIf(newest === null)(
  'every class of the standard library that releases something is a resource, or is left out for a reason',
  () => {
    const { stdout } = spawnSync((newest as { path: string }).path, ['-c', ask], { encoding: 'utf8', maxBuffer: 1e8 });
    const classes = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    expect(classes.length).toBeGreaterThan(150);
    const open = classes.filter((name) => !made.has(name) && !leftOut.some(({ pattern }) => matches(pattern, name)));
    expect(open).toEqual([]);
    // a reason for what is not there, or is in the table, is none
    expect(leftOut.filter(({ pattern }) => !pattern.includes('*') && made.has(pattern))).toEqual([]);
    expect(leftOut.filter(({ why }) => why.length < 10)).toEqual([]);
  },
);
