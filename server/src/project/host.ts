/**
 * Where files come from: the one door between a project and the world (a disk, editor buffers, memory, a browser).
 *
 * A host never throws: what cannot be had is a `Failure` that says why in words for the user. Paths are absolute, with `/`.
 */
import { folderOf, isWithin, nameOfPath } from './paths.ts';

export interface Host {
  /** What a path is, links followed. */
  stat(path: string): Promise<Stat | Failure>;
  /** What a folder holds, in any order, links not followed. */
  list(path: string): Promise<readonly Entry[] | Failure>;
  read(path: string): Promise<Uint8Array | Failure>;
  /** The path with every link followed; the path itself where that fails. */
  realPath(path: string): Promise<string>;
}

export interface Stat {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes; 0 for a folder. */
  readonly size: number;
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface Failure {
  /** Lower case, no final stop: `no such file or folder`. */
  readonly failure: string;
  /** Nothing is there (as against: it is there and may not be read). */
  readonly missing: boolean;
}

export const missing: Failure = { failure: 'no such file or folder', missing: true };

export const failed = (answer: object): answer is Failure => 'failure' in answer;

/** Files that exist only here: for tests, and for a browser. A `Failure` as content is what reading that path answers. */
export function memoryHost(files: Readonly<Record<string, string | Uint8Array | Failure>>): Host {
  const encoder = new TextEncoder();
  const paths = Object.keys(files);
  const isFolder = (path: string): boolean => paths.some((file) => file !== path && isWithin(path, file));
  return {
    async stat(path) {
      const content = files[path];
      if (content === undefined) return isFolder(path) ? { kind: 'folder', size: 0 } : missing;
      if (typeof content === 'object' && 'failure' in content)
        return isFolder(path) ? { kind: 'folder', size: 0 } : { kind: 'file', size: 0 };
      return { kind: 'file', size: content.length };
    },
    async list(path) {
      const refused = files[path];
      if (typeof refused === 'object' && 'failure' in refused) return refused;
      if (!isFolder(path)) return missing;
      const found = new Map<string, Entry>();
      for (const file of paths) {
        if (file === path || !isWithin(path, file)) continue;
        const inner = file.slice(path === '/' ? 1 : path.length + 1);
        const name = inner.split('/', 1)[0];
        if (inner !== name || !found.has(name)) found.set(name, { name, kind: inner === name ? 'file' : 'folder' });
      }
      return [...found.values()];
    },
    async read(path) {
      const content = files[path];
      return content === undefined ? missing : typeof content === 'string' ? encoder.encode(content) : content;
    },
    realPath: (path) => Promise.resolve(path),
  };
}

/** A host where some files have newer text than below (editor buffers); everything else is as the host below says. */
export function overlayHost(below: Host, buffers: ReadonlyMap<string, string>): Host {
  const encoder = new TextEncoder();
  return {
    async stat(path) {
      const text = buffers.get(path);
      return text === undefined ? below.stat(path) : { kind: 'file', size: text.length };
    },
    async list(path) {
      const listed = await below.list(path);
      const added = [...buffers.keys()].filter((buffer) => folderOf(buffer) === path).map(nameOfPath);
      if (failed(listed)) return added.length === 0 ? listed : added.map((name) => ({ name, kind: 'file' as const }));
      const known = new Set(listed.map(({ name }) => name));
      return [...listed, ...added.filter((name) => !known.has(name)).map((name) => ({ name, kind: 'file' as const }))];
    },
    async read(path) {
      const text = buffers.get(path);
      return text === undefined ? below.read(path) : encoder.encode(text);
    },
    realPath: (path) => below.realPath(path),
  };
}
