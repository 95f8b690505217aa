/** Makes the snapshot that a program of a page is analysed in, through the same configuration and crates as everywhere else. */
import { stringify } from 'smol-toml';
import type { Settings } from '../../server/src/base/settings.ts';
import { newestPython, showPython, type PythonVersion } from '../../server/src/base/version.ts';
import { configurations } from '../../server/src/project/configuration.ts';
import { crates } from '../../server/src/project/crates.ts';
import { documentOf, languageOfPath } from '../../server/src/project/document.ts';
import { memoryHost } from '../../server/src/project/host.ts';
import { snapshotOf, type Crate, type Snapshot } from '../../server/src/project/snapshot.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Program } from './page.ts';
import { everyVersion } from './versions.ts';

export interface Project {
  readonly snapshot: (version: PythonVersion) => Snapshot;
  /** Where the main file stands in the snapshots. */
  readonly path: string;
  /** What is wrong with the page's settings. */
  readonly problems: readonly string[];
  /** The versions that the program is analysed for. */
  readonly versions: readonly PythonVersion[];
}

const ROOT = '/page';

export async function projectOf(program: Program): Promise<Project> {
  const { table, pyo3, versions } = program.settings;
  const texts: Record<string, string> = { [`${ROOT}/decref.toml`]: stringify(table) };
  for (const { name, text } of program.files) texts[`${ROOT}/${name}`] = text;
  if (program.language === 'rust' && texts[`${ROOT}/Cargo.toml`] === undefined && (pyo3 !== null || program.files.length > 1)) {
    texts[`${ROOT}/Cargo.toml`] = `[package]\nname = "page"\n[dependencies]\npyo3 = "${pyo3 ?? '*'}"\n`;
    if (pyo3 !== null) texts[`${ROOT}/Cargo.lock`] = `[[package]]\nname = "pyo3"\nversion = "${pyo3}"\n`;
  }
  const host = memoryHost(texts);
  const known = configurations(host, { rules });
  const { settings } = await known.forFolder(ROOT);
  const packages = crates(host);
  const path = `${ROOT}/${program.main.name}`;
  const crate: Crate | null = program.language === 'rust' ? await packages.forFile(path) : null;
  const documents = program.files.flatMap(({ name, text }) => {
    const language = languageOfPath(name);
    return language === null ? [] : [documentOf(`${ROOT}/${name}`, language, text)];
  });
  const bySettings = new Map<string, Snapshot>();
  const snapshot = (version: PythonVersion): Snapshot => {
    const key = showPython(version);
    let made = bySettings.get(key);
    if (made === undefined) {
      const chosen: Settings = { ...settings, python: version };
      bySettings.set(
        key,
        (made = snapshotOf(
          documents,
          () => chosen,
          () => crate,
        )),
      );
    }
    return made;
  };
  const wanted =
    table.python === undefined
      ? (versions ?? (() => true))
      : (version: PythonVersion) => showPython(version) === showPython(settings.python);
  return {
    snapshot,
    path,
    problems: [...known.problems, ...packages.problems].map(({ message }) => message),
    versions: program.language === 'rust' ? [newestPython] : everyVersion.filter(wanted),
  };
}
