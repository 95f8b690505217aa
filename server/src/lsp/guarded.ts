/** A host that never walks a home folder or the root of a disk, whatever lies there. Single files in them can be read. */
import type { Host } from '../project/host.ts';
import { withSlashes } from '../project/paths.ts';

export function guarded(host: Host, folders: readonly string[]): Host {
  const barred = new Set(folders.map((folder) => withSlashes(folder).replace(/\/+$/, '')));
  return {
    ...host,
    list: async (path) => {
      const folder = path.replace(/\/+$/, '');
      const isRoot = folder === '' || /^[A-Za-z]:$/.test(folder);
      return isRoot || barred.has(folder) ? { failure: 'is not walked', missing: false } : host.list(path);
    },
  };
}
