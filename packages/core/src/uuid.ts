/** Two rounds of MurmurHash3's finaliser over a running state: spreads well, and is not a secret. */
const mix = (state: number, char: number): number => {
  let h = Math.imul(state ^ char, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

const hex = (n: number): string => n.toString(16).padStart(8, "0");

/** Sixteen hexadecimal digits; not a secret. */
export const hashText = (text: string): string => {
  let [a, b] = [0x9e3779b9, 0x243f6a88];
  for (let i = 0; i < text.length; i++) [a, b] = [mix(a + b, text.charCodeAt(i)), mix(b ^ a, i)];
  return hex(a) + hex(b);
};

/**
 * The UUID of the thing with this integer key: the same after a replay, unlike any other installation's.
 * Version 8 (RFC 9562: custom). An id is no credential.
 */
export const uuidOf = (seed: string, kind: "job" | "allocation" | "evaluation" | "deployment", key: number): string => {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  const text = `${seed}/${kind}/${String(key)}`;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    [a, b, c, d] = [mix(a + b, char), mix(b + c, char), mix(c + d, char), mix(d + a, char)];
  }
  const digits = hex(a) + hex(b) + hex(c) + hex(d);
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
};
