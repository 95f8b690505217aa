/**
 * Silence while a statement is being typed: a text that cannot be parsed is not what anybody means to write, so that nothing new is said about it.
 *
 * What was said about the last sound text stays, on the lines that are still the same. A text that is opened or saved broken is told all.
 */
import type { Diagnosis } from '../ide/diagnosis.ts';
import { contextOf } from '../project/baseline.ts';
import type { Document } from '../project/document.ts';

export interface Quiet {
  /** What of a diagnosis of an open document is said now. */
  told(document: Document, diagnosis: Diagnosis): Diagnosis;
  /** The document was saved or closed: what comes next is as if it were opened. */
  forget(path: string): void;
}

/** Says where texts are broken, which is nothing else. */
const aboutBrokenText = 'syntax-not-understood';

export function createQuiet(): Quiet {
  /** Of open documents: how often a rule spoke of a line of the last sound text. */
  const sound = new Map<string, ReadonlyMap<string, number>>();
  const filtered = new WeakMap<Diagnosis, Diagnosis>();

  const without = (document: Document, diagnosis: Diagnosis, before: ReadonlyMap<string, number>): Diagnosis => {
    const left = new Map(before);
    const findings = diagnosis.findings.filter((finding) => {
      if (finding.name === aboutBrokenText) return true;
      const place = contextOf(document, finding);
      const amount = left.get(place) ?? 0;
      left.set(place, amount - 1);
      return amount > 0;
    });
    return { ...diagnosis, findings };
  };

  return {
    told(document, diagnosis) {
      const known = filtered.get(diagnosis);
      if (known !== undefined) return known;
      const before = sound.get(document.path);
      let result = diagnosis;
      if (document.tree.errors === 0) {
        const places = new Map<string, number>();
        for (const finding of diagnosis.findings) {
          const place = contextOf(document, finding);
          places.set(place, (places.get(place) ?? 0) + 1);
        }
        sound.set(document.path, places);
      } else if (before !== undefined && diagnosis.findings.length > 0) result = without(document, diagnosis, before);
      filtered.set(diagnosis, result);
      return result;
    },
    forget: (path) => void sound.delete(path),
  };
}
