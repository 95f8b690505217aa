/** Files that import each other, in the server: what is said about an open one follows what is typed in another and what changes on disk. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../harness/folder.ts';
import { LspClient, profiles, type ProfileName } from '../harness/lsp-client.ts';

const wheel = 'class Wheel:\n    def __init__(self, owner):\n        self.owner = owner\n';
const journal = 'entries = []\n\ndef note(item):\n    entries.append(item)\n';
const car = 'from pkg.wheel import Wheel\nclass Car:\n    def __init__(self):\n        self.wheel = Wheel(self)\n';
const reader = 'from pkg import journal\n\ndef read():\n    return list(journal.entries)\n';
const drain = '\ndef drain():\n    journal.entries.clear()\n';

let folder: TestFolder;
let client: LspClient;

beforeEach(() => {
  folder = makeFolder();
  for (const [name, text] of Object.entries({ 'pkg/wheel.py': wheel, 'pkg/journal.py': journal, 'car.py': car, 'reader.py': reader }))
    folder.write(name, text);
});
afterEach(async () => {
  expect(await client.stop()).toBe(0);
  expect(client.stderr).toBe('');
  folder.remove();
});

describe.each(Object.keys(profiles) as ProfileName[])('a %s client', (profile) => {
  /** Until the codes of a document are these: asked again and again, or waited for, as the client can. */
  const becomes = async (name: string, codes: readonly string[]): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      const found = (await client.diagnostics(folder.uriOf(name))).map(({ code }) => code);
      if (JSON.stringify(found) === JSON.stringify(codes)) return;
      if (tries > 200) expect(found).toEqual(codes);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('is told about an open file what other files make true of it', async () => {
    client = await LspClient.start({ profile, folders: [folder.uriOf()] });
    client.open(folder.uriOf('car.py'), car);
    client.open(folder.uriOf('pkg/journal.py'), journal);
    await becomes('car.py', ['RC102']);
    await becomes('pkg/journal.py', ['RC202']);
    // typed in another file
    client.open(folder.uriOf('reader.py'), reader);
    client.change(folder.uriOf('reader.py'), 2, { text: reader + drain });
    await becomes('pkg/journal.py', []);
    client.change(folder.uriOf('reader.py'), 3, { text: reader });
    await becomes('pkg/journal.py', ['RC202']);
    // changed on disk
    folder.write('pkg/wheel.py', wheel.replace('= owner', '= owner.name'));
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: folder.uriOf('pkg/wheel.py'), type: 2 }] });
    await becomes('car.py', []);
    folder.remove('pkg/wheel.py');
    folder.write('pkg/wheel/__init__.py', wheel);
    client.notify('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: folder.uriOf('pkg/wheel.py'), type: 3 },
        { uri: folder.uriOf('pkg/wheel/__init__.py'), type: 1 },
      ],
    });
    await becomes('car.py', ['RC102']);
    // on disk only: a file that nobody has open
    folder.write('other.py', `from pkg import journal\n${drain}`);
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: folder.uriOf('other.py'), type: 1 }] });
    await becomes('pkg/journal.py', []);
  });
});
