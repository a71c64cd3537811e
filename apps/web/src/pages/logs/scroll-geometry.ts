/**
 * Where a log is scrolled to. `end` sticks to the end, whatever comes. `top`: `offset` pixels of `row` are above the edge.
 * Rows can wrap, and there can be more than a browser's tallest element has room for (33,554,428 px in Chromium), so the
 * position is a row; the scroll bar is moved to where that row is in proportion.
 */
export type Position =
  | { readonly type: "end" }
  | { readonly type: "top"; readonly row: number; readonly offset: number };

export const rowHeight = 20;
/** Well below every browser's limit. */
const tallest = 8_000_000;

export type Geometry = {
  readonly rows: number;
  readonly viewport: number;
  readonly wrap: boolean;
};

const contentHeight = ({ rows }: Geometry): number => rows * rowHeight;

export const sizerHeight = (geometry: Geometry): number => Math.min(contentHeight(geometry), tallest);

/** Every row is as tall as it is counted, and the scroll bar's pixels are the rows'. */
export const isExact = (geometry: Geometry): boolean => !geometry.wrap && contentHeight(geometry) <= tallest;

const scrollRange = (geometry: Geometry): number => Math.max(0, sizerHeight(geometry) - geometry.viewport);
const contentRange = (geometry: Geometry): number => Math.max(0, contentHeight(geometry) - geometry.viewport);

export const scrollTopOf = (position: Position, geometry: Geometry): number => {
  const range = scrollRange(geometry);
  if (position.type === "end") return range;
  const pixels = position.row * rowHeight + Math.min(position.offset, rowHeight);
  return isExact(geometry) ? pixels : Math.min(range, (pixels / Math.max(1, contentRange(geometry))) * range);
};

export const positionAt = (scrollTop: number, geometry: Geometry): Position => {
  const range = scrollRange(geometry);
  if (scrollTop >= range - 1) return { type: "end" };
  const pixels = isExact(geometry) ? scrollTop : (scrollTop / Math.max(1, range)) * contentRange(geometry);
  const row = Math.max(0, Math.floor(pixels / rowHeight));
  return { type: "top", row, offset: isExact(geometry) ? Math.max(0, pixels - row * rowHeight) : 0 };
};

/** Moves by pixels over rows of the heights that are known; an unknown row counts as one line. */
export const movedBy = (
  from: { readonly row: number; readonly offset: number },
  pixels: number,
  heightOf: (row: number) => number,
): Position => {
  let { row } = from;
  let offset = from.offset + pixels;
  while (offset < 0 && row > 0) {
    row--;
    offset += heightOf(row);
  }
  while (offset >= heightOf(row)) {
    offset -= heightOf(row);
    row++;
  }
  return { type: "top", row, offset: Math.max(0, offset) };
};

/** The rows to draw: what fits and a few more. */
export const rowsToDraw = (position: Position, geometry: Geometry): { readonly from: number; readonly to: number } => {
  const fitting = Math.ceil(geometry.viewport / rowHeight) + 2;
  if (position.type === "end") return { from: Math.max(0, geometry.rows - fitting), to: geometry.rows };
  const from = Math.min(position.row, Math.max(0, geometry.rows - 1));
  const above = Math.ceil(Math.min(position.offset, 4000) / rowHeight);
  return { from, to: Math.min(geometry.rows, from + fitting + above) };
};

/** So that `row` is seen, a third down the view. */
export const revealing = (row: number, geometry: Geometry): Position => {
  // Above a wrapped row there may be any height of others: it goes to the edge.
  if (geometry.wrap) return { type: "top", row, offset: 0 };
  const fitting = Math.max(1, Math.floor(geometry.viewport / rowHeight));
  // Of rows not heard of yet it is not known how many fit.
  const last = row >= geometry.rows ? row : geometry.rows - fitting;
  const top = Math.min(row - Math.floor(fitting / 3), last);
  return { type: "top", row: Math.max(0, top), offset: 0 };
};
