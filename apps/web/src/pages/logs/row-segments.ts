import type { RowView } from "../../lib/log/log-messages.ts";
import { bold, faint, inverse, italic, struck, trueColour, underline } from "../../lib/log/sgr.ts";
import type { Colour, Sgr } from "../../lib/log/sgr.ts";
import type { Span } from "../../lib/log/render-row.ts";

/** A piece of a row that looks the same throughout. */
export type Segment = {
  readonly text: string;
  readonly className: string;
  /** A colour beyond the sixteen, as `#rrggbb`; the style sheet fits its lightness to the theme. */
  readonly colour: string | null;
  readonly href: string | null;
  /** The number of the match within the row, or null. */
  readonly match: number | null;
};

/** Levels of the 6 × 6 × 6 cube of the 256-colour palette (xterm). */
const cube = [0, 95, 135, 175, 215, 255] as const;

const rgbOf = (colour: Colour): number => {
  if (colour >= trueColour) return colour - trueColour;
  if (colour >= 232) return (8 + (colour - 232) * 10) * 0x010101;
  const at = colour - 16;
  const level = (index: number): number => cube[index % 6] ?? 0;
  return (level(Math.floor(at / 36)) << 16) | (level(Math.floor(at / 6)) << 8) | level(at);
};

const hex = (colour: Colour): string => `#${rgbOf(colour).toString(16).padStart(6, "0")}`;

const flagClasses = (flags: number): readonly string[] => [
  ...(flags & bold ? ["sb"] : []),
  ...(flags & faint ? ["sf"] : []),
  ...(flags & italic ? ["si"] : []),
  ...(flags & underline ? ["su"] : []),
  ...(flags & struck ? ["ss"] : []),
];

/** A ground is drawn as a tint of its colour under the ordinary text colour, which can be read on all of them. */
export const styleOf = (sgr: Sgr): { readonly className: string; readonly colour: string | null } => {
  const ground = sgr.flags & inverse ? (sgr.fg === -1 ? 7 : sgr.fg) : sgr.bg;
  const kind = ground === -1 ? "f" : "g";
  const colour = ground === -1 ? sgr.fg : ground;
  const classes = [...flagClasses(sgr.flags)];
  if (colour >= 0) classes.push(colour < 16 ? `${kind}${String(colour)}` : `${kind}x`);
  return { className: classes.join(" "), colour: colour >= 16 ? hex(colour) : null };
};

const segmentAt = (view: RowView, [from, to]: readonly [number, number], span: Span | undefined): Segment => {
  const inSpan = span !== undefined && span.from <= from && span.to >= to;
  let match: number | null = null;
  for (let at = 0; at < view.marks.length; at += 2)
    if ((view.marks[at] ?? 0) <= from && (view.marks[at + 1] ?? 0) >= to) match = at / 2;
  const style = inSpan ? styleOf(span.sgr) : { className: "", colour: null };
  return { text: view.text.slice(from, to), ...style, href: inSpan ? span.href : null, match };
};

/** A row cut where its looks or its marks change. */
export const segmentsOf = (view: RowView): readonly Segment[] => {
  const edges = new Set([0, view.text.length, ...view.marks]);
  for (const span of view.spans) edges.add(span.from).add(span.to);
  const ordered = [...edges].filter((edge) => edge <= view.text.length).toSorted((a, b) => a - b);
  let span = 0;
  return ordered.slice(1).map((to, at) => {
    const from = ordered[at] ?? 0;
    while ((view.spans[span]?.to ?? Number.POSITIVE_INFINITY) <= from) span++;
    return segmentAt(view, [from, to], view.spans[span]);
  });
};
