/** A snapshot around the one file that `refs`, `graph` and `show` are about (with its crate, for Rust). */
import { crates } from '../project/crates.ts';
import { discover } from '../project/discover.ts';
import type { Document } from '../project/document.ts';
import { failed } from '../project/host.ts';
import { absolutePath } from '../project/paths.ts';
import type { Problem } from '../project/problem.ts';
import { snapshotOf, type Snapshot } from '../project/snapshot.ts';
import { isProblem, readSource, sourceOf } from '../project/source.ts';
import type { Parsed } from './options.ts';
import { codeOfProblems, printProblems, relative, settle } from './session.ts';
import type { Checking, World } from './world.ts';

export interface OneFile {
  readonly snapshot: Snapshot;
  readonly document: Document;
  /** Of problems on the way that did not keep the file from being read. */
  readonly code: number;
}

/** The file, or the exit code after the reason was printed. */
export async function openFile(written: string, parsed: Parsed, world: World, checking: Checking): Promise<OneFile | number> {
  const path = absolutePath(world.folder, written);
  const settled = settle(parsed, world, checking.rules);
  const stat = await world.host.stat(path);
  const isFolder = !failed(stat) && stat.kind === 'folder';
  const found = isFolder
    ? { files: [], problems: [{ kind: 'input' as const, path, message: 'is a folder; a file is needed' }] }
    : await discover(world.host, [path], settled.configurations);
  const problems: Problem[] = [...settled.problems, ...settled.configurations.problems, ...found.problems];
  const stop = (): number => {
    const shown = problems.map((problem) => relative(problem, world));
    printProblems(shown, world);
    return codeOfProblems(shown);
  };
  const [file] = found.files;
  if (file === undefined) return stop();
  const limit = file.configuration.maxFileBytes;
  let source = await readSource(world.host, path, file.format, limit);
  if (!isProblem(source) && source.document.tree.errors > 0) {
    await world.loadGrammars();
    source = sourceOf(path, file.format, source.raw, source.encoding);
  }
  if (isProblem(source)) {
    problems.push(source);
    return stop();
  }
  const { document } = source;
  const crate = file.format === 'rust' ? await crates(world.host).forFile(path) : null;
  const documents = [document];
  for (const mate of crate?.paths ?? []) {
    const other = mate === path ? null : await readSource(world.host, mate, 'rust', limit);
    if (other !== null && !isProblem(other)) documents.push(other.document);
  }
  return {
    document,
    snapshot: snapshotOf(
      documents,
      () => file.configuration.settings,
      () => crate,
    ),
    code: stop(),
  };
}
