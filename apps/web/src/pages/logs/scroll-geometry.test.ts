import { expect, test } from "vitest";
import { isExact, movedBy, positionAt, revealing, rowsToDraw, scrollTopOf, sizerHeight } from "./scroll-geometry.ts";

const small = { rows: 1000, viewport: 600, wrap: false };
const huge = { rows: 5_000_000, viewport: 600, wrap: false };

test("up to a browser's limit the scroll bar's pixels are the rows'", () => {
  expect(isExact(small)).toBe(true);
  for (const scrollTop of [0, 1, 19, 20, 12_345]) {
    const position = positionAt(scrollTop, small);
    expect(scrollTopOf(position, small)).toBe(scrollTop);
  }
  expect(positionAt(20_000 - 600, small)).toEqual({ type: "end" });
});

test("beyond it the scroll bar is in proportion, and both ends can be reached", () => {
  expect(isExact(huge)).toBe(false);
  expect(sizerHeight(huge)).toBeLessThan(17_000_000);
  expect(positionAt(0, huge)).toEqual({ type: "top", row: 0, offset: 0 });
  expect(positionAt(sizerHeight(huge) - 600, huge)).toEqual({ type: "end" });
  const middle = positionAt((sizerHeight(huge) - 600) / 2, huge);
  expect(middle.type === "top" && Math.abs(middle.row - 2_500_000)).toBeLessThan(30);
  expect(scrollTopOf({ type: "top", row: 4_999_999, offset: 0 }, huge)).toBeLessThanOrEqual(sizerHeight(huge) - 600);
});

test("moving by pixels walks over rows as tall as they are", () => {
  const heightOf = (row: number): number => (row === 3 ? 100 : 20);
  expect(movedBy({ row: 2, offset: 10 }, 30, heightOf)).toEqual({ type: "top", row: 3, offset: 20 });
  expect(movedBy({ row: 4, offset: 0 }, -30, heightOf)).toEqual({ type: "top", row: 3, offset: 70 });
  expect(movedBy({ row: 1, offset: 0 }, -500, heightOf)).toEqual({ type: "top", row: 0, offset: 0 });
});

test("what is drawn fills the view from either end", () => {
  expect(rowsToDraw({ type: "end" }, small)).toEqual({ from: 968, to: 1000 });
  expect(rowsToDraw({ type: "top", row: 10, offset: 5 }, small)).toEqual({ from: 10, to: 43 });
  expect(rowsToDraw({ type: "end" }, { ...small, rows: 3 })).toEqual({ from: 0, to: 3 });
});

test("a revealed row is in view, also at either end", () => {
  expect(revealing(500, small)).toEqual({ type: "top", row: 490, offset: 0 });
  expect(revealing(2, small)).toEqual({ type: "top", row: 0, offset: 0 });
  expect(revealing(999, small)).toEqual({ type: "top", row: 970, offset: 0 });
  expect(revealing(50, { ...small, rows: 0 })).toEqual({ type: "top", row: 40, offset: 0 });
});
