import type { Query } from "./query.ts";

/** Words by which a line says that something failed. */
const words =
  "\\b(?:ERROR|ERR|FATAL|PANIC|CRITICAL|CRIT|EMERG|Error|Exception|Fatal|Traceback|panic|fatal|error:|level=error)\\b|: error\\b";
const failure = new RegExp(words);
/** A count of none is no failure. */
const none = /\b(?:0|no) errors?\b/i;
/** A line says it at its beginning; what follows is often data. */
const reach = 400;

export const isErrorLine = (text: string): boolean => {
  const start = text.slice(0, reach);
  return failure.test(start) && !none.test(start);
};

/** Finds those words in the whole log. */
export const errorQuery: Query = { text: words, regex: true, matchCase: true };
