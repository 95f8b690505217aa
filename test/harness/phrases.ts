/** The strings of a TypeScript source, as pieces of text that stand together between two values; comments and regular expressions are none. */

export function phrasesOf(source: string): readonly string[] {
  const found: string[] = [];
  let at = 0;
  let before = '';

  const quoted = (quote: string): void => {
    let text = '';
    for (at += 1; at < source.length && source[at] !== quote; at += 1) {
      if (quote === '`' && source.startsWith('${', at)) {
        found.push(text);
        text = '';
        at += 2;
        code('}');
        at -= 1;
        continue;
      }
      if (source[at] === '\\') at += 1;
      text += source[at];
    }
    at += 1;
    found.push(text);
  };

  const expression = (): void => {
    let isInClass = false;
    for (at += 1; at < source.length && (isInClass || source[at] !== '/'); at += 1) {
      if (source[at] === '\\') at += 1;
      else if (source[at] === '[') isInClass = true;
      else if (source[at] === ']') isInClass = false;
    }
    at += 1;
  };

  /** Reads on behind the end that closes what is read now. */
  const code = (end: string | null): void => {
    for (let depth = 0; at < source.length;) {
      const sign = source[at];
      if (sign === end && depth === 0) {
        at += 1;
        return;
      }
      if (source.startsWith('//', at)) at = (source.indexOf('\n', at) + source.length + 1) % (source.length + 1);
      else if (source.startsWith('/*', at)) at = source.indexOf('*/', at) + 2;
      else if (sign === "'" || sign === '"' || sign === '`') quoted(sign);
      else if (sign === '/' && '(,=:[!&|?{};'.includes(before)) expression();
      else {
        if (sign === '{') depth += 1;
        if (sign === '}') depth -= 1;
        at += 1;
      }
      if (!/\s/.test(sign)) before = sign;
    }
  };

  code(null);
  return found;
}
