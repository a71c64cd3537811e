import type { PatternReply, PatternRequest } from "./pattern-messages.ts";
import { compile, regexRanges, regexRows } from "./query.ts";
import type { Query } from "./query.ts";

let compiled: { readonly query: Query; readonly pattern: RegExp } | null = null;

const patternOf = (query: Query): RegExp => {
  const same = compiled?.query.text === query.text && compiled.query.matchCase === query.matchCase;
  if (compiled === null || !same) compiled = { query, pattern: compile(query) };
  return compiled.pattern;
};

const answer = (request: PatternRequest): PatternReply => {
  const pattern = patternOf(request.query);
  if (request.type === "rows")
    return { id: request.id, type: "rows", rows: regexRows(request.text, pattern, request.firstRow) };
  return { id: request.id, type: "ranges", ranges: request.lines.map((line) => regexRanges(line, pattern)) };
};

addEventListener("message", (event: MessageEvent<PatternRequest>) => {
  postMessage(answer(event.data));
});
