/** `decref check`: finds the files, has them checked (and fixed), reports in order, and says by its exit code how it went. */
import { levelRank, type Level } from '../base/finding.ts';
import type { Settings } from '../base/settings.ts';
import { baselineName, newBaseline, type Baseline } from '../project/baseline.ts';
import { loadBaseline, type Configuration } from '../project/configuration.ts';
import { crates } from '../project/crates.ts';
import { decode, undecodable } from '../project/decode.ts';
import { discover, formatOfPath, type Discovery } from '../project/discover.ts';
import { failed } from '../project/host.ts';
import { absolutePath, folderOf, relativePath } from '../project/paths.ts';
import type { Problem } from '../project/problem.ts';
import { tooLarge } from '../project/source.ts';
import { contentsOf, openCache } from './cache.ts';
import { unifiedDiff } from './diff.ts';
import { examine, type Examiner, type FileResult, type Orders, type Target, type Unit } from './examine.ts';
import type { CheckFormat, Parsed } from './options.ts';
import { shownPath, type Reported } from './placed.ts';
import { earlyThreads, inOrder, runUnits } from './pool.ts';
import { neighboursOfRun, type Surroundings } from './project.ts';
import { progressBar } from './progress.ts';
import { reportFor } from './report/index.ts';
import { problemLine, type Outcome, type Report, type ReportContext } from './report/report.ts';
import { statisticsReport } from './report/statistics.ts';
import { codeOfProblems, printProblems, relative, settle, type Settled } from './session.ts';
import { showSettings } from './show-settings.ts';
import { plainStyle, styleFor } from './style.ts';
import { exit, type Checking, type World } from './world.ts';

/** Below so many files one thread is faster than starting several. */
const worthThreads = 120;

export async function check(parsed: Parsed, world: World): Promise<number> {
  const wrong = contradiction(parsed);
  if (wrong !== null) {
    printProblems([{ kind: 'settings', path: '', message: wrong }], world);
    return exit.usage;
  }
  const checking = await world.loadChecking();
  if (parsed.flag('watch')) {
    const { watchAndCheck } = await import('./watch.ts');
    return watchAndCheck(parsed, world, () => checkOnce(parsed, world, checking));
  }
  return checkOnce(parsed, world, checking);
}

function contradiction(parsed: Parsed): string | null {
  const format = parsed.text('format') ?? 'text';
  if (parsed.flag('unsafe-fixes') && !parsed.flag('fix') && !parsed.flag('diff')) return '`--unsafe-fixes` goes with `--fix` or `--diff`';
  if (parsed.flag('statistics') && !['text', 'concise', 'json', 'jsonl'].includes(format))
    return `\`--statistics\` goes with the formats text and json, not with ${format}`;
  if (parsed.flag('watch') && parsed.paths.includes('-')) return '`--watch` cannot watch standard input';
  if (parsed.text('stdin-filename') !== undefined && !parsed.paths.includes('-')) return '`--stdin-filename` goes with the path `-`';
  if (parsed.paths.includes('-') && parsed.paths.length > 1) return 'the path `-` (standard input) stands alone';
  return null;
}

async function checkOnce(parsed: Parsed, world: World, checking: Checking): Promise<number> {
  const begun = world.now();
  const settled = settle(parsed, world, checking.rules);
  const paths = (parsed.paths.length === 0 ? ['.'] : parsed.paths).map((path) => absolutePath(world.folder, path));
  const found: Found = parsed.paths.includes('-')
    ? await standardInput(parsed, world, settled)
    : await discover(world.host, paths, settled.configurations);
  if (parsed.flag('show-settings')) return showSettings(found, parsed, world, settled, checking.rules);

  const early = [...settled.problems, ...settled.configurations.problems, ...found.problems];
  if (found.files.length === 0 && found.problems.length === 0)
    early.push({ kind: 'note', path: '', message: 'no Python or Rust files to check here' });
  const isFixing = parsed.flag('fix') || parsed.flag('diff');
  const store = isFixing || parsed.flag('no-cache') ? null : world.cache;
  const contents = store === null ? null : contentsOf(store, world.host);
  const memory =
    store === null || contents === null ? null : { store, name: store.digest(['around', world.build, world.folder]), contents };
  const threads = world.startWorker === null ? null : earlyThreads(world.startWorker);
  const around = await neighboursOfRun(found.files, await foldersOf(paths, world), settled.configurations, world.host, memory, () => {
    const jobs = jobsOf(parsed, world, found.files.length);
    if (jobs > 1) threads?.start(jobs);
  });
  const { units, settings, problems: crateProblems } = await unitsOf(found, around, world);
  const run = await startRun(parsed, world, checking, found.files, [...early, ...crateProblems]);
  if (run === null) {
    threads?.stop();
    return exit.usage;
  }

  const fix = { apply: isFixing, unsafe: parsed.flag('unsafe-fixes'), write: !parsed.flag('diff') };
  const orders: Orders = { folder: world.folder, settings, excerpts: run.wantsExcerpts, fix };
  // standard input is fixed on its way to standard output
  const filtered = fix.apply && fix.write ? found.files[0]?.text : undefined;
  let passed = filtered;
  const writeFile =
    filtered === undefined ? world.writeFile : (_: string, text: string) => Promise.resolve(void (passed = text)).then(() => null);
  const examiner: Examiner = { host: world.host, check: checking.check, writeFile, loadGrammars: world.loadGrammars, shelf: new Map() };
  const progress = progressBar(world, found.files.length, !parsed.flag('quiet'));
  const done = inOrder((result) => {
    if (result.problems.length > 0 || result.reported.length > 0) progress.clear();
    run.take(result);
    progress.done(1);
  });
  const cache = store === null || contents === null ? null : openCache(store, orders, world.build, contents, around);
  const rest: Unit[] = [];
  for (const unit of units) {
    const results = (await cache?.known(unit)) ?? null;
    if (results === null) rest.push(unit);
    else results.forEach(done);
  }
  await runUnits(
    rest,
    orders,
    jobsOf(parsed, world, rest.length),
    threads?.take ?? null,
    (unit) => examine(unit, orders, examiner),
    (unit, results) => {
      cache?.keep(unit, results);
      results.forEach(done);
    },
  );
  threads?.stop();
  cache?.save();
  progress.clear();
  if (passed !== undefined) world.output.write(passed);
  return run.finish(world.now() - begun);
}

const jobsOf = (parsed: Parsed, { cores }: World, files: number): number =>
  parsed.text('jobs') === undefined ? (files < worthThreads ? 1 : cores) : Number(parsed.text('jobs'));

async function foldersOf(paths: readonly string[], { host }: World): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const path of paths) {
    const stat = await host.stat(path);
    if (!failed(stat) && stat.kind === 'folder') folders.push(path);
  }
  return folders;
}

/** The files of a run as units of work: a crate's together, every other file alone; ordered by the path that is shown. */
async function unitsOf(
  found: Found,
  around: ReadonlyMap<string, Surroundings>,
  world: World,
): Promise<{ readonly units: readonly Unit[]; readonly settings: readonly Settings[]; readonly problems: readonly Problem[] }> {
  const known = crates(world.host);
  const settings: Settings[] = [];
  const indexes = new Map<Configuration, number>();
  const units: Unit[] = [];
  const byRoot = new Map<string, Target[]>();
  const shown = found.files
    .map((file) => ({ file, name: shownPath(world.folder, file.path) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const [index, { file }] of shown.entries()) {
    const { configuration } = file;
    let position = indexes.get(configuration);
    if (position === undefined) {
      indexes.set(configuration, (position = settings.length));
      settings.push(configuration.settings);
    }
    const target: Target = {
      index,
      path: file.path,
      format: file.format,
      settings: position,
      maxBytes: configuration.maxFileBytes,
      ...(file.text === undefined ? {} : { text: file.text }),
    };
    const crate = file.format === 'rust' ? await known.forFile(file.path) : null;
    const mates = crate === null ? undefined : byRoot.get(crate.root);
    if (mates !== undefined) mates.push(target);
    else {
      const targets = [target];
      units.push({
        targets,
        crate,
        // what was kept of a former run is read for those that are examined
        get neighbours() {
          return around.get(file.path)?.neighbours;
        },
      });
      if (crate !== null) byRoot.set(crate.root, targets);
    }
  }
  return { units, settings, problems: [...known.problems] };
}

type Found = Omit<Discovery, 'files'> & { readonly files: readonly (Discovery['files'][number] & { readonly text?: string })[] };

/** Standard input as a file of the given name (Python unless the name says otherwise). */
async function standardInput(parsed: Parsed, world: World, settled: Settled): Promise<Found> {
  const path = absolutePath(world.folder, parsed.text('stdin-filename') ?? 'stdin.py');
  const format = formatOfPath(path) ?? 'python';
  const configuration = await settled.configurations.forFolder(folderOf(path));
  const bytes = await world.readInput();
  if (bytes.length > configuration.maxFileBytes)
    return { files: [], problems: [{ kind: 'input', path, message: tooLarge(bytes.length, configuration.maxFileBytes) }] };
  const decoded = decode(bytes, format);
  if (undecodable(decoded)) return { files: [], problems: [{ ...decoded, kind: 'input', path }] };
  return { files: [{ path, format, configuration, text: decoded.text }], problems: [] };
}

interface Run {
  readonly wantsExcerpts: boolean;
  take(result: FileResult): void;
  finish(milliseconds: number): Promise<number>;
}

/** Where results go; `null` when the baseline cannot be used (which was said). */
async function startRun(
  parsed: Parsed,
  world: World,
  checking: Checking,
  files: Found['files'],
  early: readonly Problem[],
): Promise<Run | null> {
  const format = (parsed.text('format') ?? 'text') as CheckFormat;
  const outputFile = parsed.text('output-file');
  const kept: string[] = [];
  const style = outputFile === undefined ? styleFor(world, world.output, parsed.text('color')) : plainStyle;
  const diffOnly = parsed.flag('diff') || (parsed.flag('fix') && parsed.paths.includes('-'));
  const write = (text: string): void => {
    if (outputFile !== undefined) kept.push(text);
    // standard output is the changed text
    else if (diffOnly) world.errors.write(text);
    else world.output.write(text);
  };
  const context: ReportContext = { write, style, version: world.version, rules: checking.rules, quiet: parsed.flag('quiet') };
  const report: Report = parsed.flag('statistics') ? statisticsReport(context, format.startsWith('json')) : reportFor(format, context);

  const writeBaseline = parsed.flag('write-baseline');
  const askedBaseline = parsed.text('baseline');
  const baselinePath = askedBaseline ?? (writeBaseline ? (files[0]?.configuration.baseline?.path ?? baselineName) : undefined);
  const baseline =
    askedBaseline === undefined || writeBaseline ? null : await loadBaseline(world.host, absolutePath(world.folder, askedBaseline));
  if (typeof baseline === 'string') {
    printProblems([{ kind: 'settings', path: baselinePath ?? '', message: baseline }], world);
    return null;
  }
  const fresh = writeBaseline ? newBaseline() : null;
  const known = writeBaseline ? null : knownFindings(baseline, askedBaseline === undefined, files);
  const placesInBaseline = askedBaseline === undefined && writeBaseline ? configuredNames(files) : null;

  const least = levelRank((parsed.text('level') ?? 'info') as Level);
  const problems: Problem[] = [];
  const shown: Record<Level, number> = { error: 0, warning: 0, info: 0, hint: 0 };
  let grave = false;
  const totals = { files: 0, hidden: 0, inBaseline: 0, fixed: 0, fixableSafe: 0 };

  const complain = (problem: Problem): void => {
    if (problem.kind === 'note' && parsed.flag('quiet')) return;
    const readable = relative(problem, world);
    problems.push(readable);
    world.answerSoFar(codeOfProblems([readable]));
    world.errors.write(`decref: ${problemLine(readable)}\n`);
  };
  const takeFinding = (path: string, reported: Reported): void => {
    const { file, code, level, fix } = reported.placed;
    fresh?.add({ file: placesInBaseline?.get(path) ?? file, code, context: reported.context });
    if (fresh !== null || known?.(path, reported) === true) {
      totals.inBaseline += 1;
      return;
    }
    if (levelRank(level) <= levelRank('warning')) {
      grave = true;
      if (!parsed.flag('exit-zero')) world.answerSoFar(exit.findings);
    }
    if (levelRank(level) > least) {
      totals.hidden += 1;
      return;
    }
    shown[level] += 1;
    if (fix?.safe === true) totals.fixableSafe += 1;
    report.finding(reported);
  };
  early.forEach(complain);

  return {
    wantsExcerpts: format === 'text' && !parsed.flag('statistics'),
    take({ path, reported, problems: own, fixed, change }) {
      own.forEach(complain);
      if (!own.some(({ kind }) => kind === 'input')) totals.files += 1;
      totals.fixed += fixed;
      for (const one of reported) takeFinding(path, one);
      if (change !== null && parsed.flag('diff'))
        world.output.write(unifiedDiff(shownPath(world.folder, path), change.before, change.after));
    },
    async finish(milliseconds) {
      const outcome: Outcome = { ...totals, problems, shown, milliseconds };
      report.end(outcome);
      if (outputFile !== undefined) await save(outputFile, kept.join(''), world, complain);
      if (fresh !== null && baselinePath !== undefined) await save(baselinePath, fresh.text(), world, complain);
      const code = Math.max(grave && !parsed.flag('exit-zero') ? exit.findings : exit.clean, codeOfProblems(problems));
      return code;
    },
  };
}

async function save(path: string, text: string, world: World, complain: (problem: Problem) => void): Promise<void> {
  const target = absolutePath(world.folder, path);
  const refused = await world.writeFile(target, text);
  if (refused !== null) complain({ kind: 'input', path: target, message: `could not be written: ${refused}` });
}

/** Whether a finding is known: by the baseline that the command line names, else by that of the file's configuration. */
function knownFindings(
  asked: Baseline | null,
  isConfigured: boolean,
  files: Found['files'],
): (path: string, reported: Reported) => boolean {
  if (!isConfigured) {
    const takes = asked?.begin();
    return (_, { placed: { file, code }, context }) => takes?.({ file, code, context }) === true;
  }
  const names = configuredNames(files);
  const runs = new Map<Baseline, ReturnType<Baseline['begin']>>();
  const byPath = new Map(files.map(({ path, configuration }) => [path, configuration.baseline?.listed ?? null]));
  return (path, { placed: { code }, context }) => {
    const listed = byPath.get(path) ?? null;
    if (listed === null) return false;
    let takes = runs.get(listed);
    if (takes === undefined) runs.set(listed, (takes = listed.begin()));
    return takes({ file: names.get(path) ?? path, code, context });
  };
}

/** Files as the baseline of their configuration calls them. */
const configuredNames = (files: Found['files']): ReadonlyMap<string, string> =>
  new Map(
    files.flatMap(({ path, configuration: { baseline, settings } }) =>
      baseline === null ? [] : [[path, relativePath(settings.root, path)]],
    ),
  );
