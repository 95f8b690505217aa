/** What is said of the collector's thresholds and of blocks, pools and arenas, held against every CPython of the machine. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findPythons } from '../../scripts/pythons.mjs';
import type { PythonVersion } from '../../server/src/base/version.ts';
import { arenaBytes, blockSize, collectorThresholds, poolBytes } from '../../server/src/engine/model/allocator.ts';

const ask = `
import gc, json, sys
class Plain: pass
def outer():
    x = []
    return lambda: x
cell = outer().__closure__[0]
class Other:
    def method(self): pass
sizes = {"list": [], "dict": {}, "set": set(), "method": Other().method, "cell": cell, "plain instance": Plain()}
print(json.dumps({"thresholds": gc.get_threshold(), "sizes": {kind: sys.getsizeof(value) for kind, value in sizes.items()}}))
sys.stdout.flush()
sys._debugmallocstats()
`;

describe.each(findPythons())('CPython $version', ({ version, path }) => {
  const [major, minor] = version.split('.').map(Number);
  const target: PythonVersion = [major, minor];
  const { stdout, stderr } = spawnSync(path, ['-I', '-c', ask], { encoding: 'utf8' });
  const said = JSON.parse(stdout) as { readonly thresholds: readonly number[]; readonly sizes: Readonly<Record<string, number>> };

  it('has these thresholds', () => expect(collectorThresholds(target)).toEqual(said.thresholds));
  it('makes blocks of these sizes', () => {
    for (const [kind, size] of Object.entries(said.sizes)) {
      const ours = blockSize(kind, target);
      if (ours !== null) expect([kind, ours]).toEqual([kind, size]);
    }
    expect(blockSize('list', target)).not.toBeNull();
  });
  it('keeps them in pools and arenas of these sizes', () => {
    expect(Number(/\* (\d+) bytes\/arena/.exec(stderr)?.[1])).toBe(arenaBytes(target));
    expect(Number(/unused pools \* (\d+) bytes/.exec(stderr)?.[1])).toBe(poolBytes(target));
    expect(stderr).toContain('Small block threshold = 512');
  });
});
