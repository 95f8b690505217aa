/**
 * The world as it is: the disk, the standard streams, threads. Made once by the composition root.
 *
 * A closed pipe (`decref check | head`) ends the process quietly, with the exit code of what was found so far.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  watch as watchPath,
  writeSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker as Thread } from 'node:worker_threads';
import { diskHost, failureOf } from '../project/disk.ts';
import { folderOf, nameOfPath, withSlashes } from '../project/paths.ts';
import { cacheFolder, diskCache } from './disk-cache.ts';
import type { Checking, Stream, Worker, World } from './world.ts';

export interface Start {
  readonly version: string;
  readonly build: string;
  /** The module that a thread runs. */
  readonly threadModule: URL | null;
  readonly loadGrammars: () => Promise<void>;
  readonly loadChecking: () => Promise<Checking>;
  readonly serve: () => Promise<void>;
}

/**
 * Code of a run is hot for seconds, and each thread compiles it for itself: with V8's own limits that was a third of the processor time.
 * So little is inlined, and a function is optimised six times later than elsewhere.
 */
const compileLess = '--max-inlined-bytecode-size-cumulative=100 --interrupt-budget=400000';

export function realWorld({ version, build, threadModule, loadGrammars, loadChecking, serve }: Start): World {
  for (const flag of compileLess.split(' ')) setFlagsFromString(flag);
  return {
    folder: withSlashes(process.cwd()),
    environment: process.env,
    host: diskHost({ blocking: true }),
    output: streamOf(process.stdout, 1),
    errors: streamOf(process.stderr, 2),
    readInput,
    writeFile: (path, text) => Promise.resolve(writeAtomically(path, text)),
    answerSoFar: (code) => {
      process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
    },
    version,
    build,
    cache: diskCache(cacheFolder(process.env, process.platform)),
    cores: availableParallelism(),
    now: () => performance.now(),
    startWorker: threadModule === null ? null : () => startThread(threadModule),
    loadGrammars,
    serve,
    watch,
    loadChecking,
  };
}

/** Writes at once and in order; what a pipe cannot take now is waited for, so that nothing is lost when the process ends. */
function streamOf(stream: NodeJS.WriteStream, descriptor: number): Stream {
  return {
    isTerminal: stream.isTTY,
    width: stream.columns ?? 80,
    write: (text) => writeFully(descriptor, text),
  };
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function writeFully(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EAGAIN') Atomics.wait(pause, 0, 0, 5);
      else if (code === 'EPIPE' || code === 'EOF' || code === 'ECONNRESET') process.exit();
      else throw error;
    }
  }
}

async function readInput(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A file as a whole or not at all: a temporary file beside it takes its name. Mode and owner stay; a link stays a link. */
export function writeAtomically(path: string, text: string): string | null {
  let target = path;
  try {
    target = withSlashes(realpathSync(path));
  } catch {
    // a new file
  }
  const known = statSync(target, { throwIfNoEntry: false });
  // what is no file (a pipe, /dev/stdout) cannot be replaced, only written to
  if (known !== undefined && !known.isFile()) return attempt(() => writeFileSync(target, text));
  const temporary = `${folderOf(target)}/.${nameOfPath(target)}.${process.pid}.decref-tmp`;
  const refused = attempt(() => {
    const file = openSync(temporary, 'wx', 0o666);
    try {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (known !== undefined) {
      chmodSync(temporary, known.mode & 0o7777);
      if (known.uid !== process.getuid?.() || known.gid !== process.getgid?.()) attempt(() => chownSync(temporary, known.uid, known.gid));
    }
    renameSync(temporary, target);
  });
  if (refused !== null) attempt(() => unlinkSync(temporary));
  return refused;
}

function attempt(action: () => void): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return failureOf(error).failure;
  }
}

/**
 * The heap of a thread in megabytes: large enough for the largest crate, small enough that a runaway is named before the machine swaps.
 * From 2 GB on V8 lets a heap grow fourfold between two collections, below that in proportion (`MemoryController::MaxGrowingFactor`).
 */
const threadHeap = 1024;
/** Three halves of 8 MB: V8's own 16 MB make a run no faster, and each thread has them for itself. */
const threadNursery = 24;

function startThread(module: URL): Worker {
  const thread = new Thread(module, {
    workerData: { decref: 'check' },
    resourceLimits: { maxOldGenerationSizeMb: threadHeap, maxYoungGenerationSizeMb: threadNursery, stackSizeMb: 4 },
  });
  let stopped = false;
  let failure: string | null = null;
  const listeners: ((why: string) => void)[] = [];
  const fail = (why: string): void => {
    if (stopped || failure !== null) return;
    failure = why;
    for (const listener of listeners) listener(why);
  };
  thread.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
  thread.on('exit', (code) => fail(`it ended with code ${code}`));
  return {
    post: (message) => thread.postMessage(message, []),
    onMessage: (listener) => void thread.on('message', listener),
    onFailure: (listener) => (failure === null ? void listeners.push(listener) : listener(failure)),
    stop() {
      stopped = true;
      void thread.terminate();
    },
  };
}

function watch(paths: readonly string[], changed: () => void): () => void {
  const watchers = paths.flatMap((path) => {
    try {
      const isFolder = statSync(path).isDirectory();
      const watcher = watchPath(path, { recursive: isFolder }, (_, name) => {
        if (name === null || !isFolder || /\.(pyi?|ipynb|rs|toml|lock)$|\.gitignore$/.test(name)) changed();
      });
      watcher.on('error', () => {});
      return [watcher];
    } catch {
      return [];
    }
  });
  // nothing that can be watched (yet): look again from time to time
  const timer = watchers.length === 0 ? setInterval(changed, 2000) : undefined;
  return () => {
    clearInterval(timer);
    for (const watcher of watchers) watcher.close();
  };
}
