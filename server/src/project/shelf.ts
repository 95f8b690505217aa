/**
 * What was read of a project so far: configurations, crates and the documents that they need, each read once from the host.
 *
 * The view is immutable; reading puts a new one in its place, and so does forgetting, which costs what is forgotten: everything else
 * stays the same object, with all that was derived from it.
 */
import { configurations, defaultMaxFileSize, type Configuration, type Configurations } from './configuration.ts';
import { crates, type Crates } from './crates.ts';
import { discover, formatOfPath, type Discovery } from './discover.ts';
import type { Document } from './document.ts';
import type { Host } from './host.ts';
import type { RuleId } from './layer.ts';
import type { Problem } from './problem.ts';
import type { Crate } from './snapshot.ts';
import { isProblem, readSource } from './source.ts';

export interface ShelfView {
  /** By path. */
  readonly documents: ReadonlyMap<string, Document>;
  /** By folder. */
  readonly configurations: ReadonlyMap<string, Configuration>;
  /** By path of a Rust file; `null` for one without a crate. */
  readonly crates: ReadonlyMap<string, Crate | null>;
}

export class Shelf {
  /** Whether there is a new view since whoever asks last set this to false. */
  changed = false;
  readonly #host: Host;
  readonly #rules: readonly RuleId[];
  readonly #configurations: Configurations;
  readonly #crates: Crates;
  #view: ShelfView;
  readonly #unreadable = new Set<string>();

  constructor(host: Host, rules: readonly RuleId[], documents: ReadonlyMap<string, Document> = new Map()) {
    this.#host = host;
    this.#rules = rules;
    this.#view = { documents, configurations: new Map(), crates: new Map() };
    this.#configurations = configurations(host, { rules });
    this.#crates = crates(host);
  }

  /** The same texts, with configurations and crates to be found anew. */
  withoutStructure(): Shelf {
    return new Shelf(this.#host, this.#rules, this.#view.documents);
  }

  view(): ShelfView {
    return this.#view;
  }

  problems(): readonly Problem[] {
    return [...this.#configurations.problems, ...this.#crates.problems];
  }

  async readConfiguration(folder: string): Promise<void> {
    if (this.#view.configurations.has(folder)) return;
    const configuration = await this.#configurations.forFolder(folder);
    this.#become({ configurations: new Map(this.#view.configurations).set(folder, configuration) });
  }

  /** The crate of a Rust file and its documents, without those that are open elsewhere. */
  async readCrate(path: string, isOpen: (path: string) => boolean): Promise<void> {
    let crate = this.#view.crates.get(path);
    if (crate === undefined) {
      crate = await this.#crates.forFile(path);
      const known = new Map(this.#view.crates).set(path, crate);
      for (const member of crate?.paths ?? []) known.set(member, crate);
      this.#become({ crates: known });
    }
    const wanted = (crate?.paths ?? []).filter(
      (member) => !isOpen(member) && !this.#view.documents.has(member) && !this.#unreadable.has(member),
    );
    if (wanted.length === 0) return;
    const read = new Map<string, Document>();
    for (const member of wanted) {
      const source = await readSource(this.#host, member, 'rust', defaultMaxFileSize * 1e6);
      if (isProblem(source)) this.#unreadable.add(member);
      else read.set(member, source.document);
    }
    this.#become({ documents: new Map([...this.#view.documents, ...read]) });
  }

  /** The files to check in these folders, by the configurations that hold there. */
  async discover(folders: readonly string[]): Promise<Discovery> {
    return discover(this.#host, folders, this.#configurations);
  }

  /** Reads one file afresh; answers whether it could be read. */
  async readDocument(path: string): Promise<boolean> {
    this.forgetDocument(path);
    const format = formatOfPath(path);
    if (format === null) return false;
    const source = await readSource(this.#host, path, format, defaultMaxFileSize * 1e6);
    if (isProblem(source)) return false;
    this.#become({ documents: new Map(this.#view.documents).set(path, source.document) });
    return true;
  }

  forgetDocument(path: string): void {
    this.#unreadable.delete(path);
    if (!this.#view.documents.has(path)) return;
    const documents = new Map(this.#view.documents);
    documents.delete(path);
    this.#become({ documents });
  }

  #become(change: Partial<ShelfView>): void {
    this.#view = { ...this.#view, ...change };
    this.changed = true;
  }
}
