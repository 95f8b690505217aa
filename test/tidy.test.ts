/** The laws of the repository itself: who imports whom, which lists mirror which, how pages, messages and files begin. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blessing, write } from './harness/bless.ts';
import { pagePaths, repository, trackedPaths } from './harness/files.ts';
import { generatedParts } from './harness/generated.ts';
import { cyclesOf, importsOf } from './harness/imports.ts';
import { pageOf } from './harness/page.ts';
import { projectOf } from './harness/project.ts';
import { forbidden } from './harness/rooms.ts';
import { diagnose } from '../server/src/ide/diagnose.ts';
import { rules } from '../server/src/rules/index.ts';
import type { Rule } from '../server/src/rules/rule.ts';

const tracked = trackedPaths();
const texts = new Map<string, string>();
const textOf = (path: string): string => {
  let text = texts.get(path);
  if (text === undefined) texts.set(path, (text = readFileSync(`${repository}/${path}`, 'utf8')));
  return text;
};
const sources = tracked.filter((path) => /\.(ts|mts|mjs|cjs)$/.test(path) && !path.endsWith('.d.ts'));
const house = sources.filter((path) => /^(server|client)\/src\//.test(path) && !path.endsWith('.test.ts'));
const ruleFiles = tracked.filter(
  (path) =>
    /^server\/src\/rules\/(python|rust|checking)\/[a-z0-9-]+\.ts$/.test(path) &&
    /^export default rule;?$|^const rule: \w*Rule\b/m.test(textOf(path)),
);
const nameOfFile = (path: string): string => path.replace(/^.*\//, '').replace(/\.[a-z]+$/, '');

/** Fails with one line for each fault. */
const none = (faults: readonly string[]): void => expect(faults.join('\n')).toBe('');

describe('imports', () => {
  it('run in one direction', () => {
    none(
      house.flatMap((path) =>
        importsOf(path, textOf(path)).flatMap(({ target, isPath, line }) => {
          const why = forbidden(path, target, isPath);
          return why === null ? [] : [`${path}:${line}: ${why}`];
        }),
      ),
    );
  });

  // the grammar of a language is recursive, so are the files that follow it; types are gone at run time
  const RECURSIVE = [
    'server/src/syntax/python/',
    'server/src/syntax/rust/',
    'server/src/syntax/treesitter/',
    'server/src/engine/lower/',
    'server/src/engine/step/',
    // library calls run callbacks, and steps ask for library calls
    'server/src/engine/(step|model)/',
  ];

  it('make no cycle', () => {
    const graph = new Map(
      house.map((path) => [
        path,
        importsOf(path, textOf(path))
          .filter(({ isPath, isType }) => isPath && !isType)
          .map(({ target }) => target),
      ]),
    );
    const cycles = cyclesOf(graph).filter(
      (cycle) => !RECURSIVE.some((folder) => cycle.every((path) => new RegExp(`^${folder}`).test(path))),
    );
    none(cycles.map((cycle) => `these import each other: ${cycle.join(', ')}`));
  });

  it('are seen at all', () => {
    const seen = house.reduce((sum, path) => sum + importsOf(path, textOf(path)).length, 0);
    expect(seen).toBeGreaterThan(house.length);
    const text =
      "import a, { b } from './x.ts';\nimport './y.ts';\nexport * from '../z.ts';\nconst w = await import('node:fs');\nimport type {\n  C,\n} from 'vscode';\n";
    expect(importsOf('p/q/r.ts', text).map(({ target }) => target)).toEqual(['p/q/x.ts', 'p/q/y.ts', 'p/z.ts', 'node:fs', 'vscode']);
    expect(
      cyclesOf(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
          ['d', ['a']],
        ]),
      ),
    ).toEqual([['b', 'c']]);
  });
});

describe('generated parts', () => {
  it('are up to date (`npm run bless` writes them)', async () => {
    const byFile = new Map<string, Rule>();
    for (const path of ruleFiles) {
      const module = (await import(`${repository}/${path}`)) as { default: Rule };
      byFile.set(path.replace('server/src/rules/', '').replace('.ts', ''), module.default);
    }
    for (const { path, text } of generatedParts(byFile)) {
      if (blessing) write(path, text);
      else if (layoutless(path, textOf(path)) !== layoutless(path, text)) expect(textOf(path), path).toBe(text);
    }
  });
});

/** The formatter may lay out code and data differently than they were generated. */
const layoutless = (path: string, text: string): string =>
  path.endsWith('.json')
    ? JSON.stringify(JSON.parse(text))
    : path.endsWith('.ts')
      ? text
          .replace(/\s+/g, ' ')
          .replace(/, ([\])])/g, '$1')
          .replace(/([[(]) /g, '$1')
      : text;

describe('rules', () => {
  it('have a page each, and every page has its rule', () => {
    const files = new Set(ruleFiles.map((path) => path.replace('.ts', '.md')));
    const pages = new Set(pagePaths().filter((path) => /\/rules\/[a-z]+\//.test(path)));
    none([
      ...[...files].filter((path) => !pages.has(path)).map((path) => `${path} is missing`),
      ...[...pages].filter((path) => !files.has(path)).map((path) => `${path} belongs to no rule`),
    ]);
  });

  it('are called as their file is, have one code each, and stand in the index', () => {
    expect(rules.map(({ name }) => name).sort()).toEqual(ruleFiles.map(nameOfFile).sort());
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
    none(
      rules
        .filter(({ code, name }) => !/^RC\d{3}$/.test(code) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
        .map(({ code, name }) => `${code} ${name}`),
    );
  });

  it('say in one line what they detect', () => {
    none(rules.filter(({ summary }) => !/^detects [^\n]*[^.\s]$/.test(summary)).map(({ name, summary }) => `${name}: ${summary}`));
  });

  it('yield to rules that exist', () => {
    const names = new Set(rules.map(({ name }) => name));
    none(
      rules.flatMap(({ name, yieldsTo = [] }) =>
        yieldsTo.filter((other) => !names.has(other)).map((other) => `${name} yields to ${other}`),
      ),
    );
  });
});

describe('pages', () => {
  const HEADINGS = ['What it does', 'Why is this bad?', 'Example', 'Use instead', 'Fix safety', 'When not to use it', 'References'];
  const OPTIONAL = new Set(['References']);

  it('of rules have the known headings, in order', () => {
    none(
      pagePaths()
        .filter((path) => /\/rules\/[a-z]+\//.test(path))
        .flatMap((path) => {
          const { headings } = pageOf(path, textOf(path));
          const [title] = headings;
          const faults =
            title?.depth === 1 && title.title === `\`${nameOfFile(path)}\`` ? [] : [`${path}:1: is called \`${nameOfFile(path)}\``];
          const given = headings.filter(({ depth }) => depth === 2).map((heading) => heading.title);
          const wanted = HEADINGS.filter((heading) => given.includes(heading) || !OPTIONAL.has(heading));
          return given.join('|') === wanted.join('|')
            ? faults
            : [...faults, `${path}: has ${given.join(', ')}; wanted ${wanted.join(', ')}`];
        }),
    );
  });

  it('of rules show the fixes that are promised, and no others', () => {
    none(
      ruleFiles.flatMap((path) => {
        const page = path.replace('.ts', '.md');
        const rule = rules.find(({ name }) => name === nameOfFile(path));
        if (rule === undefined || !tracked.includes(page)) return [];
        const shown = pageOf(page, textOf(page)).programs.some(({ fixed }) => fixed !== null);
        if (shown === (rule.fix !== 'none')) return [];
        return [shown ? `${page}: shows a fix, but the rule offers none` : `${page}: shows no \`fixed\` fence, but the rule offers a fix`];
      }),
    );
  });

  it('are written to the end', () => {
    none(
      pagePaths().flatMap((path) =>
        textOf(path)
          .split('\n')
          .flatMap((line, index) => (/^(Reports )?…$|\b(TODO|FIXME|TBD)\b/.test(line) ? [`${path}:${index + 1}: ${line}`] : [])),
      ),
    );
  });

  it('stand beside every construct of the engine', () => {
    // these serve the constructs, and are told where those are
    const SUPPORT = /\/(evidence|index|loss|object|opaque|reach|type|unknown|world)\.ts$/;
    const steps = tracked.filter(
      (path) => !SUPPORT.test(path) && /^server\/src\/engine\/step\/[a-z-]+\.ts$/.test(path) && !path.endsWith('.test.ts'),
    );
    none(
      steps
        .map((path) => path.replace('.ts', '.md'))
        .filter((path) => !tracked.includes(path))
        .map((path) => `${path} is missing`),
    );
  });

  it('have one sentence a line', () => {
    none(
      pagePaths().flatMap((path) => {
        let fenced = false;
        return textOf(path)
          .split('\n')
          .flatMap((line, index) => {
            if (/^(```|~~~)/.test(line)) fenced = !fenced;
            return !fenced && /^[A-Z][^|]*[a-z`)]\. [A-Z]/.test(line) && !/\b(e\.g|i\.e|etc)\. /.test(line)
              ? [`${path}:${index + 1}: ${line}`]
              : [];
          });
      }),
    );
  });
});

describe('messages', () => {
  it('begin small, end without a stop, and name code in backticks', async () => {
    const faults: string[] = [];
    let seen = 0;
    for (const path of pagePaths()) {
      for (const program of pageOf(path, textOf(path)).programs) {
        const project = await projectOf(program);
        for (const version of project.versions.slice(-2)) {
          for (const { name, message, related, fix } of diagnose(project.snapshot(version), project.path).findings) {
            seen += 1;
            for (const text of [message, ...related.map((each) => each.message)]) {
              if (!/^[a-z`]/.test(text) || /[.!]$/.test(text.trimEnd()) || text.includes('\n') || (text.match(/`/g)?.length ?? 0) % 2 !== 0)
                faults.push(`${name}: ${text}`);
            }
            if (fix !== null && !/^[A-Z][^\n]*[^.]$/.test(fix.title)) faults.push(`${name}: title of the fix: ${fix.title}`);
          }
        }
      }
    }
    none([...new Set(faults)]);
    expect(seen).toBeGreaterThan(0);
  });
});

describe('files', () => {
  it('open with a sentence that says what they are', () => {
    none(
      sources
        .filter((path) => !path.startsWith('test/vscode/workspace/'))
        .filter((path) => {
          const text = textOf(path).replace(/^#!.*\n/, '');
          const opening = (/^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '').replace(/^[ \t]*\*[ \t]?/gm, '').trim();
          return !/^[\p{L}`.][\s\S]{12,}[.:;!?`)]$/u.test(opening.split(/\n\s*\n/)[0].trim());
        })
        .map((path) => `${path}:1: opens with a comment that is a sentence`),
    );
  });

  it('lie in no folder for leftovers', () => {
    none(tracked.filter((path) => /(^|\/)(utils?|helpers?|misc|common)(\/|\.)/i.test(path)));
  });

  it('have names of whole words, without numbers for versions of a thing', () => {
    none(house.filter((path) => !/^[a-z0-9-]+(\.[a-z]+)+$/.test(path.replace(/^.*\//, '')) || /(?<!pyo)\d\.ts$/.test(path)));
  });

  it('name no place where they were written and no host of a package registry', () => {
    const forbiddenText = [
      /\/work\/(?:main|shared|\.)/,
      /(?<![\w.])\.\.\/shared\//,
      /registry\.(?!npmjs\.org)[\w-]+\.[a-z]+/,
      /\b(?:artifactory|jfrog|nexus-proxy)\b/i,
    ];
    none(
      tracked
        .filter((path) => path !== 'test/tidy.test.ts' && !/\.(png|svg|wasm|zip|ico)$/.test(path))
        .flatMap((path) =>
          textOf(path)
            .split('\n')
            .flatMap((line, index) =>
              forbiddenText.some((each) => each.test(line)) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
            ),
        ),
    );
  });

  it('lock packages without naming where they came from', () => {
    none(
      textOf('package-lock.json')
        .split('\n')
        .filter((line) => line.includes('"resolved"')),
    );
    expect(textOf('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });
});
