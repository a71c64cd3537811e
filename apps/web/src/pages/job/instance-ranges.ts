type Range = { readonly from: number; readonly to: number };

/** Instances as people write them: `0-4, 7`; undefined when it cannot be read or names none. */
export const readRanges = (text: string): Range[] | undefined => {
  const parts = text.split(",").map((part) => part.trim());
  const ranges = parts.map((part): Range | undefined => {
    const [, from, to = from] = /^(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?$/.exec(part) ?? [];
    if (from === undefined || to === undefined || Number(from) > Number(to)) return undefined;
    return { from: Number(from), to: Number(to) };
  });
  return ranges.some((range) => range === undefined) ? undefined : (ranges as Range[]);
};

/** How many of so many instances the ranges name. */
export const namedBy = (ranges: readonly Range[], count: number): number => {
  let named = 0;
  for (let index = 0; index < count; index++)
    if (ranges.some(({ from, to }) => index >= from && index <= to)) named += 1;
  return named;
};
