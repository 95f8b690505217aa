/** URIs of the protocol and paths of the snapshot: `file:` URIs are absolute `/`-separated paths, every other URI is its own path. Total both ways. */

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** The path that stands for a URI. Percent signs that encode nothing are kept as they are. */
export function pathOfUri(uri: string): string {
  if (!/^file:/i.test(uri)) return uri;
  const rest = uri.slice('file:'.length).replace(/[?#].*$/, '');
  const local = /^\/\/(?:localhost)?(?=\/)/i.exec(rest);
  const path = decoded(local === null ? rest : rest.slice(local[0].length));
  // `/c:/x` is `c:/x`; editors write the drive letter in either case
  const drive = /^\/([A-Za-z]):/.exec(path);
  return drive === null ? path : `${drive[1].toLowerCase()}:${path.slice(3)}`;
}

/** The URI of a path; a path that is a URI stays as it is. */
export function uriOfPath(path: string): string {
  if (SCHEME.test(path) && !/^[A-Za-z]:/.test(path)) return path;
  const encoded = path
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  if (path.startsWith('//')) return `file:${encoded}`;
  return `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
