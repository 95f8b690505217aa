/** The imports of a TypeScript file as they are written: static, dynamic, of types and for effect. */
import { posix } from 'node:path';

export interface Import {
  /** A path of the repository, or the name of a package. */
  readonly target: string;
  readonly isPath: boolean;
  /** `import type`: gone at run time. */
  readonly isType: boolean;
  /** From 1. */
  readonly line: number;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

export function importsOf(path: string, text: string): readonly Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const written = match[1] ?? match[2] ?? match[3];
    const isPath = written.startsWith('.');
    return {
      target: isPath ? posix.join(posix.dirname(path), written) : written,
      isPath,
      isType: /^\s*(import|export)\s+type\b/.test(match[0]),
      line: text.slice(0, match.index + match[0].length).split('\n').length,
    };
  });
}

/** The files of each cycle of imports (strongly connected, more than one file), by Tarjan's algorithm without recursion. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];
  for (const begin of graph.keys()) {
    if (index.has(begin)) continue;
    const work: { node: string; next: number }[] = [{ node: begin, next: 0 }];
    while (work.length > 0) {
      const frame = work[work.length - 1];
      const { node } = frame;
      if (frame.next === 0 && !index.has(node)) {
        index.set(node, index.size);
        low.set(node, index.get(node)!);
        stack.push(node);
        onStack.add(node);
      }
      const targets = graph.get(node) ?? [];
      if (frame.next < targets.length) {
        const target = targets[frame.next];
        frame.next += 1;
        if (!index.has(target)) work.push({ node: target, next: 0 });
        else if (onStack.has(target)) low.set(node, Math.min(low.get(node)!, index.get(target)!));
        continue;
      }
      work.pop();
      const above = work.at(-1)?.node;
      if (above !== undefined) low.set(above, Math.min(low.get(above)!, low.get(node)!));
      if (low.get(node) !== index.get(node)) continue;
      const component: string[] = [];
      for (let member = ''; member !== node;) {
        member = stack.pop()!;
        onStack.delete(member);
        component.push(member);
      }
      if (component.length > 1 || targets.includes(node)) cycles.push(component.sort());
    }
  }
  return cycles;
}
