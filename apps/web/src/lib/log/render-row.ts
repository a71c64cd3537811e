import { lastState, visitEscapes } from "./escapes.ts";
import { applySgr, isPlain } from "./sgr.ts";
import type { Sgr } from "./sgr.ts";

/** A stretch of a row's text that looks different, or is a link. */
export type Span = {
  readonly from: number;
  readonly to: number;
  readonly sgr: Sgr;
  readonly href: string | null;
};

export type RenderedRow = {
  /** What is seen; `displayText` gives stand-ins for what cannot be seen, at the same places. */
  readonly text: string;
  /** In order, without overlap. */
  readonly spans: readonly Span[];
};

const shift = (span: Span, from: number, to: number): Span => ({
  ...span,
  from: Math.max(0, span.from - from),
  to: Math.min(to, span.to) - from,
});

/** A row as text and styled stretches. `raw` is without its newline; `before` is the state in which it begins. */
export const renderRow = (raw: string, before: Sgr): RenderedRow => {
  let text = "";
  let sgr = before;
  let href: string | null = null;
  const spans: Span[] = [];
  visitEscapes(raw, {
    text: (piece) => {
      const from = text.length;
      text += piece;
      if (href !== null || !isPlain(sgr)) spans.push({ from, to: text.length, sgr, href });
    },
    colour: (parameters) => {
      sgr = applySgr(sgr, parameters);
    },
    link: (address) => {
      href = address;
    },
  });
  const { from, to } = lastState(text);
  return {
    text: text.slice(from, to),
    spans: spans.map((span) => shift(span, from, to)).filter((span) => span.to > span.from),
  };
};
