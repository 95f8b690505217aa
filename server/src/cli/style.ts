/** Colours of a terminal, or none. */
import type { Level } from '../base/finding.ts';
import type { World } from './world.ts';

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly link: (text: string) => string;
  readonly good: (text: string) => string;
  readonly level: (level: Level, text: string) => string;
}

const paint =
  (code: string) =>
  (text: string): string =>
    text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;

const levelCodes: Readonly<Record<Level, string>> = { error: '1;31', warning: '1;33', info: '1;36', hint: '1;35' };

export const plainStyle: Style = { bold: plain, dim: plain, link: plain, good: plain, level: (_, text) => text };

const colourStyle: Style = {
  bold: paint('1'),
  dim: paint('2'),
  link: paint('34'),
  good: paint('32'),
  level: (level, text) => paint(levelCodes[level])(text),
};

/** `--color` decides; else NO_COLOR and FORCE_COLOR; else whether the stream is a terminal. */
export function styleFor(world: World, stream: { readonly isTerminal: boolean }, choice: string | undefined): Style {
  if (choice === 'always') return colourStyle;
  if (choice === 'never') return plainStyle;
  if ((world.environment['NO_COLOR'] ?? '') !== '') return plainStyle;
  const forced = world.environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '' && forced !== '0') return colourStyle;
  return stream.isTerminal && world.environment['TERM'] !== 'dumb' ? colourStyle : plainStyle;
}
