/** Who may import whom: the house as data. The test about the repository holds every import against it, and the linter's bans are made from it. */

export interface Room {
  /** Where it lives: a folder (ends with `/`) or a single file. */
  readonly path: string;
  /** The rooms it may import besides itself. */
  readonly rooms: readonly string[];
  /** The packages it may import; a name that ends with `/*` stands for all paths below it. */
  readonly packages?: readonly string[];
  /** The only files that import packages; everywhere in the room when missing. */
  readonly packagesOnlyIn?: readonly string[];
  /** Why not, in the linter's words. */
  readonly because: string;
}

const BELOW_IDE = ['base', 'syntax', 'project', 'engine', 'rules'];

export const rooms: Readonly<Record<string, Room>> = {
  base: { path: 'server/src/base/', rooms: [], because: 'base imports nothing' },
  syntax: {
    path: 'server/src/syntax/',
    rooms: ['base'],
    packages: ['web-tree-sitter'],
    packagesOnlyIn: ['server/src/syntax/treesitter/'],
    because: 'syntax knows base and, in treesitter/, the parser',
  },
  project: {
    path: 'server/src/project/',
    rooms: ['base', 'syntax'],
    packages: ['smol-toml', 'ignore', 'tinyglobby', 'node:*'],
    packagesOnlyIn: [
      'server/src/project/disk.ts',
      'server/src/project/toml.ts',
      'server/src/project/ignored.ts',
      'server/src/project/patterns.ts',
    ],
    because: 'project knows base and syntax; only its disk knows Node',
  },
  engine: {
    path: 'server/src/engine/',
    rooms: ['base', 'syntax', 'project'],
    because: 'the engine is pure: no I/O, no clock, nothing above it',
  },
  rules: { path: 'server/src/rules/', rooms: ['base', 'syntax', 'project', 'engine'], because: 'a rule judges facts' },
  ide: { path: 'server/src/ide/', rooms: BELOW_IDE, because: 'ide takes snapshots and gives plain data' },
  lsp: {
    path: 'server/src/lsp/',
    rooms: [...BELOW_IDE, 'ide'],
    packages: ['vscode-languageserver', 'vscode-languageserver/*', 'vscode-languageserver-textdocument', 'node:*'],
    because: 'lsp translates between ide and the protocol',
  },
  cli: { path: 'server/src/cli/', rooms: [...BELOW_IDE, 'ide'], packages: ['node:*'], because: 'cli prints what ide says' },
  'main file of the command line': {
    path: 'server/src/cli.ts',
    rooms: [...BELOW_IDE, 'ide', 'cli'],
    packages: ['node:*'],
    because: 'a composition root',
  },
  'main file of the server': {
    path: 'server/src/server.ts',
    rooms: ['project', 'syntax', 'ide', 'lsp'],
    packages: ['node:*', 'vscode-languageserver', 'vscode-languageserver/*'],
    because: 'a composition root',
  },
  'main file of the worker': {
    path: 'server/src/worker.ts',
    rooms: ['project', 'syntax', 'ide', 'lsp'],
    packages: ['vscode-languageserver', 'vscode-languageserver/*'],
    because: 'a composition root, in a browser',
  },
  client: {
    path: 'client/src/',
    rooms: [],
    packages: ['vscode', 'vscode-languageclient', 'vscode-languageclient/*', 'node:*'],
    because: 'the client knows no Python and no Rust; it talks to the server over LSP',
  },
};

/** The room of a file, or `undefined` for files outside the house (tests, scripts). */
export function roomOf(path: string): string | undefined {
  return Object.keys(rooms).find((name) =>
    rooms[name].path.endsWith('/') ? path.startsWith(rooms[name].path) : path === rooms[name].path,
  );
}

/** Why a file of a room may not import something, or `null`. `target`: a path of the repository, or a package. */
export function forbidden(from: string, target: string, isPath: boolean): string | null {
  const name = roomOf(from);
  if (name === undefined) return null;
  const room = rooms[name];
  if (isPath) {
    const other = roomOf(target);
    if (other === name || (other !== undefined && room.rooms.includes(other)) || target.endsWith('.md')) return null;
    return `${name} may not import ${other ?? target}: ${room.because}`;
  }
  const known = (room.packages ?? []).some((each) => each === target || (each.endsWith('*') && target.startsWith(each.slice(0, -1))));
  if (!known) return `${name} may not import ${target}: ${room.because}`;
  const places = room.packagesOnlyIn;
  return places === undefined || places.some((place) => from.startsWith(place))
    ? null
    : `${target} is imported in ${places.join(', ')} only: ${room.because}`;
}

/** Bans for the linter, one entry for each room. */
export function importBans(): readonly object[] {
  const everyPackage = [...new Set(Object.values(rooms).flatMap(({ packages = [] }) => packages))];
  return Object.entries(rooms)
    .filter(([, { path }]) => path.endsWith('/'))
    .map(([name, room]) => {
      const folders = Object.keys(rooms).filter(
        (other) => other !== name && rooms[other].path.endsWith('/') && !room.rooms.includes(other),
      );
      const packages = everyPackage.filter((each) => !(room.packages ?? []).includes(each));
      const group = [...folders.map((folder) => `**/${folder}/**`), ...packages];
      return {
        files: [`${room.path}**`],
        excludeFiles: [`${room.path}**/*.test.ts`],
        rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message: room.because }] }] },
      };
    });
}
