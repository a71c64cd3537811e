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
