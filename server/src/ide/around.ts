/**
 * What facts about a Python file may ask of the other files of its project, written down as it is asked: so it can be told later, in another
 * snapshot, whether the answers would still be the same.
 */
import type { ImportingFile, PythonFacts } from '../engine/facts.ts';
import type { FindModule } from '../engine/link.ts';
import type { Document } from '../project/document.ts';
import type { Snapshot } from '../project/snapshot.ts';

export interface Around {
  readonly find: FindModule;
  readonly importers: () => readonly ImportingFile[];
  /** Whether all that was asked has the same answers there; from now on it is asked there. */
  holdsIn(snapshot: Snapshot): boolean;
  /** Nothing more is asked. */
  letGo(): void;
}

/** `factsOf`: the facts of another file, for the same version. */
export function aroundOf(first: Snapshot, path: string, factsOf: (document: Document) => PythonFacts): Around {
  let snapshot: Snapshot | null = first;
  /** Which documents modules meant, by the path that asked and the module. */
  const found = new Map<string, Map<string, Document | null>>();
  let importing: readonly { readonly document: Document; readonly modules: string }[] | null = null;
  return {
    find(from, module) {
      const document = snapshot === null ? null : moduleIn(snapshot, from, module);
      let asked = found.get(from);
      if (asked === undefined) found.set(from, (asked = new Map()));
      asked.set(module, document);
      if (document === null) return null;
      return {
        path: document.path,
        // many are only asked whether they are there, and need not be parsed for that
        get tree() {
          return document.tree;
        },
      };
    },
    importers() {
      if (snapshot === null) return [];
      importing = importersIn(snapshot, path);
      const byPath = new Map(importing.map(({ document }) => [document.path, document]));
      return snapshot.links(path).importers.flatMap(({ path: other, modules, indirect }) => {
        const document = byPath.get(other);
        if (document === undefined) return [];
        return [
          {
            path: other,
            text: document.text,
            modules,
            indirect,
            get facts() {
              return factsOf(document);
            },
          },
        ];
      });
    },
    holdsIn(other) {
      if (other === snapshot) return true;
      for (const [from, asked] of found)
        for (const [module, document] of asked) if (moduleIn(other, from, module) !== document) return false;
      if (importing !== null) {
        const now = importersIn(other, path);
        const before = importing;
        const isSame = ({ document, modules }: (typeof now)[number], at: number): boolean =>
          before[at].document === document && before[at].modules === modules;
        if (now.length !== before.length || !now.every(isSame)) return false;
      }
      snapshot = other;
      return true;
    },
    letGo() {
      snapshot = null;
    },
  };
}

function moduleIn(snapshot: Snapshot, from: string, module: string): Document | null {
  const path = snapshot.links(from).imports.get(module);
  const document = path === undefined ? undefined : snapshot.document(path);
  return document?.language === 'python' ? document : null;
}

function importersIn(snapshot: Snapshot, path: string): { readonly document: Document; readonly modules: string }[] {
  return snapshot.links(path).importers.flatMap(({ path: other, modules, indirect }) => {
    const document = snapshot.document(other);
    return document === undefined ? [] : [{ document, modules: `${indirect} ${modules.join(' ')}` }];
  });
}
