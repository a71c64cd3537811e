/** A colour: -1 none, 0 to 255 of the palette, or `trueColour + 0xRRGGBB`. */
export type Colour = number;
export const trueColour = 0x1000000;

export const bold = 1;
export const faint = 2;
export const italic = 4;
export const underline = 8;
export const inverse = 16;
export const struck = 32;

/** What a colour sequence left set (SGR, ECMA-48 §8.3.117). */
export type Sgr = { readonly fg: Colour; readonly bg: Colour; readonly flags: number };

export const plain: Sgr = { fg: -1, bg: -1, flags: 0 };

const sets: Readonly<Record<number, number>> = { 1: bold, 2: faint, 3: italic, 4: underline, 7: inverse, 9: struck };
const clears: Readonly<Record<number, number>> = {
  21: bold,
  22: bold | faint,
  23: italic,
  24: underline,
  27: inverse,
  29: struck,
};

const byte = (value: number | undefined): number => Math.min(255, Math.max(0, value ?? 0));

/** The colour after 38 or 48 at `at`, and how many numbers it took. */
const extended = (codes: readonly number[], at: number): { readonly colour: Colour; readonly took: number } => {
  if (codes[at] === 5) return { colour: byte(codes[at + 1]), took: 2 };
  if (codes[at] !== 2) return { colour: -1, took: 1 };
  const [red, green, blue] = codes.slice(at + 1, at + 4).map(byte);
  return { colour: trueColour + (((red ?? 0) << 16) | ((green ?? 0) << 8) | (blue ?? 0)), took: 4 };
};

/** `38:2::R:G:B` and its kin as the numbers of the common form. */
const flatten = (part: string): readonly number[] => {
  if (!part.includes(":")) return [part === "" ? 0 : Number(part)];
  const numbers = part.split(":").map((text) => (text === "" ? 0 : Number(text)));
  if (numbers[0] === 4) return [numbers[1] === 0 ? 24 : 4];
  // With a colour space in between there are six numbers.
  return numbers[1] === 2 && numbers.length >= 6 ? [numbers[0] ?? 0, 2, ...numbers.slice(3)] : numbers;
};

/** One number of a colour sequence, other than the beginnings of extended colours. */
export const applyCode = (state: Sgr, code: number): Sgr => {
  if (code === 0) return plain;
  const set = sets[code];
  if (set !== undefined) return { ...state, flags: state.flags | set };
  const clear = clears[code];
  if (clear !== undefined) return { ...state, flags: state.flags & ~clear };
  if (code >= 30 && code <= 37) return { ...state, fg: code - 30 };
  if (code >= 90 && code <= 97) return { ...state, fg: code - 82 };
  if (code >= 40 && code <= 47) return { ...state, bg: code - 40 };
  if (code >= 100 && code <= 107) return { ...state, bg: code - 92 };
  if (code === 39) return { ...state, fg: -1 };
  return code === 49 ? { ...state, bg: -1 } : state;
};

export const applySgr = (before: Sgr, parameters: string): Sgr => {
  if (parameters === "" || parameters === "0") return plain;
  const codes = parameters.split(";", 64).flatMap(flatten);
  let state = before;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, took } = extended(codes, at + 1);
      if (colour !== -1) state = code === 38 ? { ...state, fg: colour } : { ...state, bg: colour };
      at += took;
    } else state = applyCode(state, code);
  }
  return state;
};

export const isPlain = (state: Sgr): boolean => state.fg === -1 && state.bg === -1 && state.flags === 0;
