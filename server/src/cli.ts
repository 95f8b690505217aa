/** The command line's root: gives the rooms their disk, streams, threads and grammars, and ends with the exit code. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

const version = process.env['DECREF_VERSION'] ?? '0.0.0';
const build = process.env['DECREF_BUILD'] ?? version;
const here = new URL(import.meta.url);

async function loadChecking() {
  const [{ rules }, { diagnose }] = await Promise.all([import('./rules/index.ts'), import('./ide/diagnose.ts')]);
  return { rules, check: diagnose };
}

let grammars: Promise<void> | undefined;
const loadGrammars = (): Promise<void> => (grammars ??= readGrammars());

async function readGrammars(): Promise<void> {
  const [{ readFileSync }, { loadGrammars: load }] = await Promise.all([import('node:fs'), import('./syntax/parse.ts')]);
  await load((name) => readFileSync(new URL(`grammars/${name}.wasm`, here)));
}

/** The server is a program of its own, built beside this one. */
async function serve(): Promise<void> {
  await import(new URL('server.cjs', here).href);
  await new Promise(() => {});
}

async function runThread(port: NonNullable<typeof parentPort>): Promise<void> {
  const [{ serveUnits }, { diskHost }, { writeAtomically }] = await Promise.all([
    import('./cli/worker.ts'),
    import('./project/disk.ts'),
    import('./cli/terminal.ts'),
  ]);
  const examiner = loadChecking().then(({ check }) => ({
    check,
    loadGrammars,
    shelf: new Map(),
    host: diskHost({ blocking: true }),
    writeFile: (path: string, text: string) => Promise.resolve(writeAtomically(path, text)),
  }));
  serveUnits(
    examiner,
    (listener) => port.on('message', listener),
    (answer) => port.postMessage(answer),
  );
}

async function run(args: readonly string[]): Promise<void> {
  const [{ main }, { realWorld }] = await Promise.all([import('./cli/main.ts'), import('./cli/terminal.ts')]);
  const world = realWorld({ version, build, threadModule: here, loadGrammars, loadChecking, serve });
  process.exit(await main(args, world));
}

const args = process.argv.slice(2);
if (!isMainThread && parentPort !== null && (workerData as { decref?: unknown } | null)?.decref === 'check') await runThread(parentPort);
else if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) process.stdout.write(`decref ${version}\n`);
else await run(args);
