/** Two rounds of MurmurHash3's finaliser over a running state: spreads well, and is not a secret. */
const mix = (state: number, char: number): number => {
  let h = Math.imul(state ^ char, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

const byteTexts = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const byteText = (n: number, shift: number): string => byteTexts[(n >>> shift) & 0xff] as string;

const hex = (n: number): string => byteText(n, 24) + byteText(n, 16) + byteText(n, 8) + byteText(n, 0);

/** Sixteen hexadecimal digits; not a secret. */
export const hashText = (text: string): string => {
  let [a, b] = [0x9e3779b9, 0x243f6a88];
  for (let i = 0; i < text.length; i++) [a, b] = [mix(a + b, text.charCodeAt(i)), mix(b ^ a, i)];
  return hex(a) + hex(b);
};

type Four = readonly [a: number, b: number, c: number, d: number];

const absorb = ([w, x, y, z]: Four, text: string): Four => {
  let [a, b, c, d] = [w, x, y, z];
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    const first = a;
    a = mix(a + b, char);
    b = mix(b + c, char);
    c = mix(c + d, char);
    d = mix(d + first, char);
  }
  return [a, b, c, d];
};

type Kind = "job" | "allocation" | "evaluation" | "deployment" | "plan";

/** What all ids of a kind in an installation begin from, so that only the key is left to go through for each of them. */
let known: { readonly seed: string; readonly kind: Kind; readonly numbers: Four } | undefined;

const beginningOf = (seed: string, kind: Kind): Four => {
  if (known?.seed === seed && known.kind === kind) return known.numbers;
  const numbers = absorb([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef], `${seed}/${kind}/`);
  known = { seed, kind, numbers };
  return numbers;
};

const digits = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const dash = 45;
/** The characters of the UUID in the making. */
const chars: number[] = Array.from({ length: 36 }, () => dash);

/** Writes the upper (0) or lower (4) four of a number's eight digits at `place`. */
const writeHalf = (number: number, half: 0 | 4, place: number): void => {
  for (let digit = 0; digit < 4; digit++)
    chars[place + digit] = digits[(number >>> (28 - (half + digit) * 4)) & 0xf] as number;
};

/**
 * The first eight digits, different for every key: those of 4096 keys in a row lie together, in no order to be seen, so that an index of
 * ids grows at one place instead of everywhere.
 */
const firstDigits = (numbers: Four, key: number): number => {
  const block = (Math.imul(Math.floor(key / 4096), numbers[0] | 1) + numbers[1]) & 0xfffff;
  const place = (Math.imul(key & 0xfff, (numbers[2] & 0xfff) | 1) + Math.imul(block, 0x9e5)) & 0xfff;
  return ((block << 12) | place) >>> 0;
};

/**
 * The UUID of the thing with this integer key: the same after a replay, unlike any other installation's.
 * Version 8 (RFC 9562: custom). An id is no credential.
 */
export const uuidOf = (seed: string, kind: Kind, key: number): string => {
  const beginning = beginningOf(seed, kind);
  const first = firstDigits(beginning, key);
  const numbers = absorb(beginning, String(key));
  const version = (numbers[1] & 0xffff0fff) | 0x8000;
  const variant = (numbers[2] & 0x3fffffff) | 0x80000000;
  writeHalf(first, 0, 0);
  writeHalf(first, 4, 4);
  writeHalf(version, 0, 9);
  writeHalf(version, 4, 14);
  writeHalf(variant, 0, 19);
  writeHalf(variant, 4, 24);
  writeHalf(numbers[3], 0, 28);
  writeHalf(numbers[3], 4, 32);
  return String.fromCharCode(...chars);
};
