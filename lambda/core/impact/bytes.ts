/** Parts of a log line, where it lies: lines stay bytes until somebody has to read a part of one. */

export const SPACE = 0x20;
export const QUOTE = 0x22;
export const DASH = 0x2d;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;

const UTF8 = new TextDecoder('utf-8');

/** Text of a part; what is no UTF-8 becomes U+FFFD. */
export function textAt(bytes: Uint8Array, start: number, end: number): string {
  return UTF8.decode(bytes.subarray(start, end));
}

/** Whether a part is a lone `-`, which is how all formats say "none". */
export function isNone(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && bytes[start] === DASH;
}

/** A decimal number; -1 where it is none, or longer than seven digits. */
export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 7) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** A part in memory of its own. (The `slice` of a Buffer is none: it goes on to show what is written over it.) */
export function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

/** Whether two parts are the same bytes. */
export function sameBytes(a: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (a.length !== end - start) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== bytes[start + at]) return false;
  return true;
}

/** Two multipliers, so that what collides by the one does not by the other (those of cyrb53). */
export const ONE = 0x9e3779b1;
export const OTHER = 0x5f356495;

/** 32 bits of a part; `seed` carries what else belongs to it. */
export function hashOf(bytes: Uint8Array, start: number, end: number, seed = 0, multiplier = ONE): number {
  let hash = seed ^ 0xdeadbeef;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), multiplier);
  return hash;
}

/** A whole number from 1 to 2^53 - 1, of two hashes of the same. */
export function keyOf(one: number, other: number): number {
  return (stirred(other) & 0x1fffff) * 0x1_0000_0000 + stirred(one) || 1;
}

/** Stirs the bits of a hash, so that its low ones depend on all (the finaliser of MurmurHash3). */
export function stirred(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
