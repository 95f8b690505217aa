/** The settings of a file in the editor: what its project says, and what the person adds. A value of the project is never overruled, only added to. */
import type { Settings } from '../base/settings.ts';
import type { Configuration } from '../project/configuration.ts';
import type { Layer } from '../project/layer.ts';

export function settingsFor(project: Settings, origins: Configuration['origins'] | null, mine: Layer): Settings {
  const free = (key: keyof Configuration['origins']): boolean => origins === null || origins[key].from === 'default';
  return {
    ...project,
    select: free('select') ? (mine.select ?? project.select) : project.select,
    extendSelect: [...project.extendSelect, ...(mine['extend-select'] ?? [])],
    ignore: [...project.ignore, ...(mine.ignore ?? [])],
    levels: new Map([...(mine.levels ?? []), ...project.levels]),
    python: free('python') ? (mine.python ?? project.python) : project.python,
  };
}
