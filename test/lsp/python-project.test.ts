/** The server's thread is never taken for long while it works out what files have to do with each other. Steps are counted; each costs a millisecond of a clock that only they move. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Document } from '../../server/src/project/document.ts';
import { documentOf } from '../../server/src/project/document.ts';
import type { Host } from '../../server/src/project/host.ts';
import { createPythonProject } from '../../server/src/lsp/python-project.ts';

const amount = 300;
const most = 20;
const paths = Array.from({ length: amount }, (_, index) => `/w/m${index}.py`);
const textOf = (path: string): string => `import m${(Number(/\d+/.exec(path)?.[0]) + 1) % amount}\n`;

let clock = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('rests again and again, on the first search and when a file comes that nobody knew', async () => {
  const open = new Map<string, { readonly document: Document }>();
  let resolved = 0;
  let found = 0;
  const host: Pick<Host, 'read'> = { read: async (path) => new TextEncoder().encode(textOf(path)) };
  const project = createPythonProject({
    host: host as Host,
    discover: async () => paths,
    open: () => open,
    settings: () => {
      resolved += 1;
      return { root: '/w' };
    },
    found: () => (found += 1),
  });
  /** How often there was a rest until this is over, and the most that was done between two. */
  const until = async (isOver: () => boolean): Promise<{ rests: number; resolved: number; steps: number }> => {
    const result = { rests: 0, resolved: 0, steps: 0 };
    while (!isOver()) {
      const before = { resolved, clock };
      await vi.advanceTimersToNextTimerAsync();
      result.rests += 1;
      result.resolved = Math.max(result.resolved, resolved - before.resolved);
      result.steps = Math.max(result.steps, clock - before.clock);
    }
    return result;
  };

  let isReady = false;
  void project.ready().then(() => (isReady = true));
  const first = await until(() => isReady);
  expect(project.links('/w/m0.py').imports).toEqual(new Map([['m1', '/w/m1.py']]));
  // each file is read, looked at among the paths, and has its imports resolved
  expect(first.rests).toBeGreaterThan((3 * amount) / most);
  expect(first.steps).toBeLessThanOrEqual(most);
  expect(first.resolved).toBeLessThanOrEqual(most);

  open.set('/w/added.py', { document: documentOf('/w/added.py', 'python', 'import m7\n') });
  let answered: readonly string[] | null = null;
  void project.neighboursOf('/w/added.py').then((names) => (answered = names));
  await until(() => answered !== null);
  // whoever asks is answered by what is known so far …
  expect(project.links('/w/added.py').imports.size).toBe(0);
  const next = await until(() => found > 0);
  // … and told when more is
  expect(project.links('/w/added.py').imports).toEqual(new Map([['m7', '/w/m7.py']]));
  expect(next.rests).toBeGreaterThan((2 * amount) / most - 3);
  expect(next.steps).toBeLessThanOrEqual(most);
  expect(next.resolved).toBeLessThanOrEqual(most);

  // what is typed and saved while a table is made is in it
  let isFollowed = false;
  void project.changed(['/w/m0.py', '/w/gone.py', '/w/other.py']).then(() => (isFollowed = true));
  open.set('/w/added.py', { document: documentOf('/w/added.py', 'python', 'import m9\n') });
  void project.neighboursOf('/w/added.py');
  await until(() => isFollowed);
  expect(project.links('/w/added.py').imports).toEqual(new Map([['m9', '/w/m9.py']]));
});
