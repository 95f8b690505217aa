/** The bytes of tree-sitter's engine and grammars, from the packages that bring them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GrammarName } from '../../server/src/syntax/treesitter/engine.ts';

export function grammarBytes(name: GrammarName): Uint8Array {
  const require = createRequire(join(process.cwd(), 'package.json'));
  if (name === 'engine') return readFileSync(join(dirname(require.resolve('web-tree-sitter')), 'web-tree-sitter.wasm'));
  return readFileSync(require.resolve(`tree-sitter-${name}/tree-sitter-${name}.wasm`));
}
