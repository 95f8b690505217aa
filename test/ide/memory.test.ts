/** What was found out about a text goes with it: however often a document is edited, only the last text and the one before are held. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { diagnose, type Memory } from '../../server/src/ide/diagnose.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';
import { rules } from '../../server/src/rules/index.ts';
import { openSource } from '../../server/src/syntax/parse.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('edits of a function leave no trees behind', async () => {
  const text =
    'import gc\n\nclass A:\n    def __init__(self):\n        self.me = self\n\n    def read(self, path):\n        file = open(path)\n        return file.read()\n';
  const source = openSource('python', text);
  const memory: Memory = {};
  const trees: WeakRef<object>[] = [];
  for (let edit = 0; edit < 12; edit += 1) {
    const at = source.text.indexOf('file.read');
    source.edit([{ span: { start: at, end: at }, text: 'x' }]);
    const document = documentOf('/m.py', 'python', source.text, source.tree);
    const snapshot = snapshotOf(
      [document],
      () => defaultSettings,
      () => null,
    );
    const { crashes } = diagnose(snapshot, '/m.py', rules, memory);
    expect(crashes).toEqual([]);
    trees.push(new WeakRef(source.tree));
    await new Promise((resolve) => setImmediate(resolve));
  }
  collect();
  expect(trees.filter((tree) => tree.deref() !== undefined).length).toBeLessThanOrEqual(3);
  expect(memory.last).toBeDefined();
  source.close();
});
