/** A round of MurmurHash3's finaliser over two numbers. */
export const mixed = (a: number, b: number): number => {
  let h = Math.imul(a ^ b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** A number that stands for a text; not a secret. */
export const textNumber = (text: string): number => {
  let number = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) number = mixed(number + at, text.charCodeAt(at));
  return number;
};

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** A step that leads through all of `n` places, chosen by `hash`. */
export const strideOf = (n: number, hash: number): number => {
  if (n < 3) return 1;
  let stride = 1 + (hash % (n - 1));
  while (gcd(n, stride) !== 1) stride = stride === n - 1 ? 1 : stride + 1;
  return stride;
};
