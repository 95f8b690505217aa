/** The command line: finds the command, loads only what it needs, and answers the exit code. Nothing that happens is silent. */
import { suggestion } from '../project/layer.ts';
import { commands, helpOf, parseCommand, type Parsed } from './options.ts';
import { exit, type World } from './world.ts';

type Run = (parsed: Parsed, world: World) => Promise<number>;

const runs: Readonly<Record<string, () => Promise<Run>>> = {
  check: async () => (await import('./check.ts')).check,
  refs: async () => (await import('./refs.ts')).refs,
  graph: async () => (await import('./graph.ts')).graph,
  explain: async () => (await import('./tables.ts')).explain,
  rules: async () => (await import('./tables.ts')).rulesTable,
  show: async () => (await import('./show.ts')).show,
  server: async () => serve,
};

const serve: Run = async (_, world) => {
  await world.serve();
  return exit.clean;
};

export async function main(args: readonly string[], world: World): Promise<number> {
  try {
    return await dispatch(args, world);
  } catch (error) {
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.errors.write(`decref: internal error: ${story}\n`);
    return exit.internal;
  }
}

async function dispatch(args: readonly string[], world: World): Promise<number> {
  const [first, ...rest] = args;
  if (first === undefined) return misuse(helpOf(null), world);
  if (first === '--help' || first === '-h' || first === 'help') {
    const topic = rest.find((word) => Object.hasOwn(commands, word));
    world.output.write(helpOf(topic ?? null));
    return exit.clean;
  }
  if (first === '--version' || first === '-V') return printVersion(world);
  if (!Object.hasOwn(commands, first)) return misuse(await unknownCommand(first, world), world);
  const parsed = parseCommand(first, rest);
  if (typeof parsed === 'string') return misuse(`decref: ${parsed}\n`, world);
  if (parsed.flag('help')) {
    world.output.write(helpOf(first));
    return exit.clean;
  }
  if (parsed.flag('version')) return printVersion(world);
  const run = await runs[first]();
  return run(parsed, world);
}

function printVersion(world: World): number {
  world.output.write(`decref ${world.version}\n`);
  return exit.clean;
}

function misuse(message: string, world: World): number {
  world.errors.write(message);
  return exit.usage;
}

async function unknownCommand(word: string, world: World): Promise<string> {
  if (word.startsWith('-')) return `decref: unknown option \`${word}\`; options come after a command, e.g. decref check ${word}\n`;
  const names = Object.keys(commands);
  const stat = await world.host.stat(`${world.folder}/${word}`);
  const hint =
    'kind' in stat ? `, did you mean \`decref check ${word}\`?` : suggestion(word, names) || `; commands are ${names.join(', ')}`;
  return `decref: unknown command \`${word}\`${hint}\n`;
}
