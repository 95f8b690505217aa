/** A short name for a text that stays the same on every machine and in every version: for telling findings apart, not for secrecy. */

/** 16 hexadecimal digits: two FNV-1a hashes over the UTF-16 units, the second from another start and with each unit's halves swapped. */
export function fingerprint(text: string): string {
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0x01000193);
    other = Math.imul(other ^ ((unit << 8) | (unit >>> 8)), 0x01000193);
  }
  return hexadecimal(one) + hexadecimal(other);
}

const hexadecimal = (hash: number): string => (hash >>> 0).toString(16).padStart(8, '0');
