/** The page of a rule for people: the same text, with fences that every Markdown viewer colours and without what only speaks to the tests. */

/** Keys by which a page narrows what runs on its programs; whoever reads it is not helped by them. */
const aboutTests = /^(?:ignore|select|extend-select|oracle|versions|pyo3|process|python)\s*=/;

export function readablePage(markdown: string): string {
  let language = 'python';
  return markdown.replace(/^```(\w+)([^\n]*)\n(.*?)^```\n\n?/gms, (whole, kind: string, _, content: string) => {
    if (kind === 'py' || kind === 'rust') {
      language = kind === 'py' ? 'python' : kind;
      return whole.replace(/^```[^\n]*/, `\`\`\`${language}`);
    }
    if (kind === 'fixed') return `After the fix:\n\n${whole.replace(/^```\w+/, `\`\`\`${language}`)}`;
    if (kind === 'toml' && content.split('\n').every((line) => line === '' || aboutTests.test(line))) return '';
    return whole;
  });
}
