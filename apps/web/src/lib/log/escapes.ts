/**
 * Escape sequences in task output. Colours (SGR) and web links (OSC 8) mean something here; everything else is taken out.
 * A sequence never spans lines, and one without its end takes only its introducer with it, so that no text can be hidden.
 * Every alternative stops at the next ESC or newline, which keeps matching linear.
 */
const sequence =
  // oxlint-disable-next-line no-control-regex -- these are the characters it is about
  /(?:\u001B\[|\u009B)([0-?]*)[ -/]*([@-~]?)|\u001B\](?:([^\u0007\u001B\n]*)(?:\u0007|\u001B\\))?|\u001B[PX^_](?:[^\u001B\n]*\u001B\\)?|\u001B[ -/]*[0-~]?/g;

export type EscapeVisitor = {
  readonly text: (piece: string) => void;
  /** The parameters of a colour sequence, between `ESC [` and `m`. */
  readonly colour: (parameters: string) => void;
  /** The address of a link that begins, or null where one ends. */
  readonly link: (address: string | null) => void;
};

/** Only addresses that a browser opens as a page; anything else stays plain text. */
const linkOf = (osc: string): string | null => {
  const address = /^8;[^;]*;(?<address>.*)$/.exec(osc)?.groups?.["address"] ?? "";
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return null;
  return new URL(address).href;
};

export const visitEscapes = (raw: string, visitor: EscapeVisitor): void => {
  let at = 0;
  for (const match of raw.matchAll(sequence)) {
    if (match.index > at) visitor.text(raw.slice(at, match.index));
    at = match.index + match[0].length;
    const [, parameters, final, osc] = match;
    if (final === "m") visitor.colour(parameters ?? "");
    else if (osc?.startsWith("8;") === true) visitor.link(linkOf(osc));
  }
  if (at < raw.length) visitor.text(raw.slice(at));
};

// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const introducers = /[\u001B\u009B]/;

export const withoutEscapes = (raw: string): string => (introducers.test(raw) ? raw.replaceAll(sequence, "") : raw);

/** Where the last state of a line begins that redraws itself with carriage returns, and where it ends. */
export const lastState = (line: string): { readonly from: number; readonly to: number } => {
  let to = line.length;
  while (to > 0 && line.charCodeAt(to - 1) === 13) to--;
  return { from: to === 0 ? 0 : line.lastIndexOf("\r", to - 1) + 1, to };
};

/** What is seen of some lines: no escape sequences, and of a line that redraws itself its last state. */
export const visibleText = (raw: string): string => {
  const text = withoutEscapes(raw);
  if (!text.includes("\r")) return text;
  return text
    .split("\n")
    .map((line) => {
      const { from, to } = lastState(line);
      return line.slice(from, to);
    })
    .join("\n");
};

/** Control characters, and those that show nothing or reorder what is shown: directional overrides and isolates. */
// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const unseen = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/** With a visible stand-in for each of those, so that nothing is hidden and every position stays. */
export const displayText = (text: string): string => text.replaceAll(unseen, "\uFFFD");
