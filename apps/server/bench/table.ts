import { isMet, ratioOf, type Goal, type Row } from "./row.ts";
import type { Spread } from "./statistics.ts";

/** Three digits are all that such measurements carry. */
export const formatNumber = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));

const formatSpread = (values: Spread | null): string => {
  if (values === null) return "–";
  const middle = formatNumber(values.median);
  return values.runs === 1 ? middle : `${middle} (${formatNumber(values.min)}–${formatNumber(values.max)})`;
};

const formatGoal = (goal: Goal | null): string =>
  goal === null
    ? ""
    : `${goal.is === "below" ? "<" : "≥"} ${formatNumber(goal.limit)}${goal.of === "ratio" ? "×" : ""}`;

const verdict = (row: Row): string => {
  const met = isMet(row);
  if (met === null) return row.goal === null ? "" : "not measured";
  return met ? "met" : "MISSED";
};

const head = ["what", "unit", "Longshore", "beside", "its value", "ratio", "goal", ""];

const cells = (row: Row): readonly string[] => {
  const ratio = ratioOf(row);
  return [
    row.name,
    row.unit,
    formatSpread(row.ours),
    row.rival ?? "",
    row.rival === null ? "" : formatSpread(row.theirs),
    ratio === null ? "" : `${formatNumber(ratio)}×`,
    formatGoal(row.goal),
    verdict(row),
  ];
};

/** The rows as lines of text: medians with their range, and under a row what is to be known about it. */
export const renderTable = (rows: readonly Row[]): string => {
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  const notes = (row: Row): readonly string[] => (row.note === "" ? [] : [`    ${row.note}`]);
  return [text(head), rule, ...rows.flatMap((row) => [text(cells(row)), ...notes(row)])].join("\n");
};
