import { fault } from "./value.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The text's bytes in UTF-8. */
const utf8Of = (text: string): readonly number[] =>
  [...encodeURIComponent(text.toWellFormed()).matchAll(/%([0-9A-F]{2})|(.)/g)].map(([, hex, plain = ""]) =>
    hex === undefined ? plain.charCodeAt(0) : Number.parseInt(hex, 16),
  );

const textOfUtf8 = (bytes: readonly number[]): string => {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
  } catch {
    return fault("base64Decode was given bytes that are no text");
  }
};

/** Standard base64 of the text's UTF-8; written out because neither Node's nor a browser's is at hand. */
export const encodeBase64 = (text: string): string => {
  const bytes = utf8Of(text);
  let encoded = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    for (const [place, shift] of [18, 12, 6, 0].entries())
      encoded += at + place > bytes.length ? "=" : alphabet.charAt((bits >> shift) & 63);
  }
  return encoded;
};

export const decodeBase64 = (encoded: string): string => {
  const digits = encoded.replace(/={1,2}$/, "");
  const values = Array.from(digits, (digit) => alphabet.indexOf(digit));
  if (encoded.length % 4 !== 0 || values.includes(-1)) fault("base64Decode was given text that is no base64");
  const bytes: number[] = [];
  for (let at = 0; at + 1 < values.length; at += 4) {
    const [a = 0, b = 0, c, d] = values.slice(at, at + 4);
    bytes.push((a << 2) | (b >> 4));
    if (c !== undefined) bytes.push(((b << 4) & 255) | (c >> 2));
    if (c !== undefined && d !== undefined) bytes.push(((c << 6) & 255) | d);
  }
  return textOfUtf8(bytes);
};
