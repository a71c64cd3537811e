/** What several runs gave, in the order of their size. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number; readonly runs: number };

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** The smallest value that at least `share` of the values do not exceed (nearest rank); NaN of nothing. */
export const percentile = (values: readonly number[], share: number): number => {
  const rank = Math.max(1, Math.ceil(share * values.length));
  return sorted(values)[rank - 1] ?? Number.NaN;
};

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export const median = (values: readonly number[]): number => {
  const ordered = sorted(values);
  const half = ordered.length >> 1;
  const upper = ordered[half] ?? Number.NaN;
  return ordered.length % 2 === 1 ? upper : ((ordered[half - 1] ?? Number.NaN) + upper) / 2;
};

export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  min: percentile(values, 0),
  max: percentile(values, 1),
  runs: values.length,
});
