/** Selectors choose rules as documented: the more exact selector wins, levels switch rules on and off. */
import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../base/settings.ts';
import type { Rule } from './rule.ts';
import { activeRules, isKnownSelector, selects } from './select.ts';

const rule = (code: string, name: string, level: Rule['level'] = 'warning'): Rule => ({
  code,
  name,
  level,
  summary: '',
  page: '',
  status: 'stable',
  since: '0.1.0',
  fix: 'none',
  language: 'python',
  *check() {},
});
const rules = [
  rule('RC101', 'self-reference', 'info'),
  rule('RC102', 'parent-child-cycle'),
  rule('RC301', 'resource-not-closed'),
  rule('RC505', 'nested-product-loop', 'off'),
];
const active = (settings: Partial<Settings>) =>
  [...activeRules(rules, { ...defaultSettings, ...settings })].map(([{ code }, level]) => `${code}:${level}`);

describe('a selector', () => {
  it.each([
    ['RC101', true],
    ['rc101', true],
    ['self-reference', true],
    ['RC1', true],
    ['RC10', true],
    ['RC', true],
    ['ALL', true],
    ['RC3', false],
    ['self', false],
    ['RC1011', false],
    ['', false],
    ['RCA', false],
  ])('%s means RC101: %s', (selector, expected) => expect(selects(selector, rules[0])).toBe(expected));

  it('that means nothing is known as such', () => {
    expect(isKnownSelector('RC9', rules)).toBe(false);
    expect(isKnownSelector('RC5', rules)).toBe(true);
  });
});

describe('the rules that run', () => {
  it('are by default those that are not off', () => expect(active({})).toEqual(['RC101:info', 'RC102:warning', 'RC301:warning']));
  it('are those selected', () => expect(active({ select: ['RC1'] })).toEqual(['RC101:info', 'RC102:warning']));
  it('can be added to', () => expect(active({ extendSelect: ['RC505'] })).toContain('RC505:hint'));
  it('leave out what is ignored', () => expect(active({ ignore: ['RC1'] })).toEqual(['RC301:warning']));
  it('keep what is selected more exactly than it is ignored', () => {
    expect(active({ select: ['RC101', 'RC3'], ignore: ['RC1'] })).toEqual(['RC101:info', 'RC301:warning']);
    expect(active({ select: ['ALL'], ignore: ['self-reference'] })).not.toContain('RC101:info');
    expect(active({ select: ['RC101'], ignore: ['RC101'] })).toEqual([]);
  });
  it('leave out what another linter says already, unless the rule itself is named', () => {
    const echo: Rule = { ...rules[2], alsoIn: { ruff: 'SIM115' } };
    const run = (settings: Partial<Settings>) => activeRules([echo], { ...defaultSettings, avoidDuplicatesOf: ['ruff'], ...settings }).size;
    expect([run({}), run({ select: ['ALL'] }), run({ select: ['RC301'] }), run({ avoidDuplicatesOf: ['pylint'] })]).toEqual([0, 0, 1, 1]);
  });
  it('take the level that is set, which also switches them', () => {
    expect(
      active({
        levels: new Map([
          ['self-reference', 'error'],
          ['RC102', 'off'],
          ['RC505', 'warning'],
        ]),
      }),
    ).toEqual(['RC101:error', 'RC301:warning', 'RC505:warning']);
  });
});
