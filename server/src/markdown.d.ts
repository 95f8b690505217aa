/** Pages are bundled as text: `import page from './rule.md' with { type: 'text' }`. */
declare module '*.md' {
  const text: string;
  export default text;
}
