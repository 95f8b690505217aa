/** Which documents the server is told about. */
const schemes = ['file', 'untitled', 'vscode-vfs', 'vscode-notebook-cell'];

export const selector = ['python', 'rust'].flatMap((language) => schemes.map((scheme) => ({ language, scheme })));
