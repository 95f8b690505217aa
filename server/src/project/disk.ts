/** The host of a real file system. Only this file and the command line touch `node:fs`. */
import fs, { lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { missing, type Entry, type Failure, type Host, type Stat } from './host.ts';

/** `blocking`: each answer is there at once, which is several times faster where nothing else waits (the command line). */
export function diskHost({ blocking }: { readonly blocking: boolean }): Host {
  return blocking ? blockingDisk : patientDisk;
}

const blockingDisk: Host = {
  async stat(path) {
    return attempt(() => {
      const known = statSync(path, { throwIfNoEntry: false });
      if (known !== undefined) return statOf(known);
      return lstatSync(path, { throwIfNoEntry: false }) === undefined ? missing : { failure: 'a link that leads nowhere', missing: false };
    });
  },
  async list(path) {
    return attempt(() => readdirSync(path, { withFileTypes: true }).map(entryOf));
  },
  async read(path) {
    return attempt(() => readFileSync(path));
  },
  async realPath(path) {
    try {
      return realpathSync(path);
    } catch {
      return path;
    }
  },
};

const patientDisk: Host = {
  // `fs.promises` is loaded when first asked for; the command line never does
  stat: (path) => fs.promises.stat(path).then(statOf, failureOf),
  list: (path) => fs.promises.readdir(path, { withFileTypes: true }).then((entries) => entries.map(entryOf), failureOf),
  read: (path) => fs.promises.readFile(path).catch(failureOf),
  realPath: (path) => fs.promises.realpath(path).catch(() => path),
};

const statOf = (known: Stats): Stat => ({
  kind: known.isFile() ? 'file' : known.isDirectory() ? 'folder' : 'other',
  size: known.isDirectory() ? 0 : known.size,
});

const entryOf = (entry: Dirent): Entry => ({
  name: entry.name,
  kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
});

function attempt<Value>(action: () => Value): Value | Failure {
  try {
    return action();
  } catch (error) {
    return failureOf(error);
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a folder',
  ELOOP: 'the links of the path go round in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EIO: 'the disk reports an error',
  ERR_FS_FILE_TOO_LARGE: 'the file is too large to be read',
};

/** Why an operation on files failed, in words. */
export function failureOf(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  return { failure: words[code] ?? message, missing: code === 'ENOENT' || code === 'ENOTDIR' };
}
