/** What is looked for. An empty text looks for nothing. */
export type Query = {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
};

export const noQuery: Query = { text: "", regex: false, matchCase: false };

/** Where matches lie in a line: start and end by turns. */
export type Ranges = readonly number[];

/** More marks on one row would hide it. */
const mostRanges = 2000;

/** In lower case, every character at its place: where the plain lower case is longer (`İ`), that character stays. */
export const fold = (text: string): string => {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, (char) => (char.toLowerCase().length === char.length ? char.toLowerCase() : char)).join("");
};

export const literalRanges = (line: string, query: Query): Ranges => {
  const text = query.matchCase ? line : fold(line);
  const needle = query.matchCase ? query.text : fold(query.text);
  const ranges: number[] = [];
  if (needle === "") return ranges;
  for (
    let at = text.indexOf(needle);
    at !== -1 && ranges.length < mostRanges;
    at = text.indexOf(needle, at + needle.length)
  )
    ranges.push(at, at + needle.length);
  return ranges;
};

/** The rows of the literal's matches in `text`, whose lines are the rows from `firstRow` on; one entry per match. */
export const literalRows = (text: string, query: Query, firstRow: number): readonly number[] => {
  const hay = query.matchCase ? text : fold(text);
  const needle = query.matchCase ? query.text : fold(query.text);
  const rows: number[] = [];
  if (needle === "") return rows;
  let row = firstRow;
  let newline = hay.indexOf("\n");
  for (let at = hay.indexOf(needle); at !== -1; at = hay.indexOf(needle, at + needle.length)) {
    while (newline !== -1 && newline < at) {
      row++;
      newline = hay.indexOf("\n", newline + 1);
    }
    rows.push(row);
  }
  return rows;
};

/** Throws a `SyntaxError` for a pattern that is none. */
export const compile = (query: Query): RegExp => new RegExp(query.text, query.matchCase ? "g" : "gi");

export const regexRanges = (line: string, pattern: RegExp): Ranges => {
  const ranges: number[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match !== null && ranges.length < mostRanges; match = pattern.exec(line)) {
    // An empty match marks nothing and counts for nothing.
    if (match[0] === "") pattern.lastIndex++;
    else ranges.push(match.index, match.index + match[0].length);
  }
  return ranges;
};

/** As `literalRows`. Line by line, so that no pattern reaches over a line's end. */
export const regexRows = (text: string, pattern: RegExp, firstRow: number): readonly number[] => {
  const rows: number[] = [];
  let row = firstRow;
  for (const line of text.split("\n")) {
    const matches = regexRanges(line, pattern).length / 2;
    for (let match = 0; match < matches; match++) rows.push(row);
    row++;
  }
  return rows;
};
