/** Processes of this machine, where it has /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** The language servers that this extension host has started. */
export function serverProcesses(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
        return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.cjs');
      } catch {
        return false;
      }
    });
}
