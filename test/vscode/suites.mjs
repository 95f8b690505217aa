/**
 * The suites inside the extension host, by the name of their file in `extension/`: what they have open, and whether it is trusted.
 * `prepare` makes the folder or workspace file ready and answers its path, and what the editor is to have in its environment.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const suites = {
  'one-folder': { trusting: true, settings: {}, prepare: ({ workspace }) => ({ opens: workspace, env: {} }) },
  'many-folders': { trusting: true, settings: {}, prepare: manyFolders },
  restricted: {
    trusting: false,
    settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
    prepare: trapped,
  },
};

function manyFolders({ folder }) {
  const paths = { first: 'many/first', second: 'many/second', inner: 'many/first/deep/inner' };
  for (const path of Object.values(paths)) mkdirSync(join(folder, path), { recursive: true });
  const opens = join(folder, 'many.code-workspace');
  writeFileSync(opens, JSON.stringify({ folders: Object.entries(paths).map(([name, path]) => ({ name, path })) }));
  return { opens, env: {} };
}

/** Programs that somebody might be tempted to run; each writes its name to a file. */
function trapped({ folder, workspace }) {
  const trace = join(folder, 'somebody-ran');
  const programs = ['python', 'python3', 'py', 'pip', 'uv', 'cargo', 'rustc', 'rustup', 'decref', 'ruff'];
  for (const place of [join(folder, 'first-on-path'), join(workspace, '.venv/bin'), join(workspace, 'node_modules/.bin')]) {
    mkdirSync(place, { recursive: true });
    for (const program of programs) {
      writeFileSync(join(place, program), `#!/bin/sh\necho ${program} >> '${trace}'\n`);
      chmodSync(join(place, program), 0o755);
    }
  }
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  const settings = { 'python.defaultInterpreterPath': join(workspace, '.venv/bin/python'), 'decref.trace.server': 'off' };
  writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
  const path = [join(folder, 'first-on-path'), process.env.PATH ?? ''].join(delimiter);
  return { opens: workspace, env: { PATH: path, DECREF_TRACE: trace } };
}
