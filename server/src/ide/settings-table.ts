/**
 * Every setting of the editor, as data: package.json, the documentation and the server's defaults are made from this table.
 *
 * Settings that a project shares belong into its configuration file (see `project/layer.ts`); here they only add to it.
 */
export interface Setting {
  /** Without the prefix `decref.`. */
  readonly key: string;
  readonly type: 'boolean' | 'string' | 'array' | 'object';
  readonly default: boolean | string | readonly string[] | Readonly<Record<string, string>> | null;
  /** `resource`: may differ between folders. `window`: one for the window. */
  readonly scope: 'resource' | 'window';
  readonly choices?: readonly { readonly value: string; readonly description: string }[];
  /** Markdown, one or two sentences. */
  readonly description: string;
  /** For the configuration of projects: the same key in `decref.toml`. */
  readonly file?: string;
}

const levels = ['error', 'warning', 'info', 'hint', 'off'];

export const settingsTable: readonly Setting[] = [
  {
    key: 'enable',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Whether Decref checks files and answers on hover.',
  },
  {
    key: 'run',
    type: 'string',
    default: 'onType',
    scope: 'window',
    choices: [
      { value: 'onType', description: 'While you type, as soon as you pause.' },
      { value: 'onSave', description: 'When a file is opened or saved.' },
    ],
    description: 'When files are checked.',
  },
  {
    key: 'diagnosticMode',
    type: 'string',
    default: 'openFilesOnly',
    scope: 'resource',
    choices: [
      { value: 'openFilesOnly', description: 'Files that are open.' },
      { value: 'workspace', description: 'All files of the folder, except those that are ignored or excluded.' },
    ],
    description: 'Which files are checked.',
  },
  {
    key: 'select',
    type: 'array',
    default: [],
    scope: 'resource',
    file: 'select',
    description:
      'Rules that run instead of the default set: codes (`RC101`), names (`self-reference`), blocks (`RC3`) or `ALL`. A configuration file wins.',
  },
  {
    key: 'extendSelect',
    type: 'array',
    default: [],
    scope: 'resource',
    file: 'extend-select',
    description: 'Rules that run in addition to the selected ones.',
  },
  {
    key: 'ignore',
    type: 'array',
    default: [],
    scope: 'resource',
    file: 'ignore',
    description: 'Rules that do not run.',
  },
  {
    key: 'levels',
    type: 'object',
    default: {},
    scope: 'resource',
    file: 'levels',
    choices: levels.map((value) => ({ value, description: '' })),
    description: 'The level that a rule or block of rules is shown at, e.g. `{ "RC5": "hint", "string-concat": "off" }`.',
  },
  {
    key: 'exclude',
    type: 'array',
    default: [],
    scope: 'resource',
    file: 'extend-exclude',
    description: 'Patterns of files that are not checked, as in `.gitignore`, in addition to those of the project.',
  },
  {
    key: 'python',
    type: 'string',
    default: '',
    scope: 'resource',
    file: 'python',
    choices: ['', '3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15', '3.13t', '3.14t', '3.15t'].map((value) => ({
      value,
      description: value === '' ? 'As the project says, else 3.13.' : '',
    })),
    description: 'The Python version that reference counts are worked out for. A configuration file wins.',
  },
  {
    key: 'hover.counts',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Whether hovering over a name shows how many references its object has, who holds them and when it dies.',
  },
  {
    key: 'hover.graph',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Whether that hover also draws who holds the object.',
  },
  {
    key: 'inlayHints.counts',
    type: 'boolean',
    default: false,
    scope: 'resource',
    description:
      'Whether the count (`×2`) is shown behind each name that is bound. With `#editor.inlayHints.enabled#` set to `offUnlessPressed` it is there while a key is held.',
  },
  {
    key: 'codeLens.heap',
    type: 'boolean',
    default: false,
    scope: 'resource',
    description: 'Whether a link above each function opens its heap step by step.',
  },
  {
    key: 'codeAction.suppress',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Whether the light bulb offers comments that silence a finding.',
  },
  {
    key: 'trace.server',
    type: 'string',
    default: 'off',
    scope: 'window',
    choices: [
      { value: 'off', description: 'Nothing.' },
      { value: 'messages', description: 'Names of messages.' },
      { value: 'verbose', description: 'Messages with their content.' },
    ],
    description: 'What of the conversation with the language server is written to its log.',
  },
];
