import type { Point } from "./timeline.ts";

/** The chart's own measure; it is stretched to whatever room there is. */
export const chartWidth = 1000;
export const chartHeight = 100;

export const xOf = (at: number, endsAt: number): number => (endsAt === 0 ? 0 : (at / endsAt) * chartWidth);
export const yOf = (count: number, most: number): number =>
  chartHeight - (most === 0 ? 0 : (count / most) * chartHeight);

const round = (value: number): string => String(Math.round(value * 100) / 100);

/** Steps from left to right: each value holds until the next one. */
export const stepLine = (
  points: readonly Point[],
  { endsAt, most, of }: { readonly endsAt: number; readonly most: number; readonly of: (point: Point) => number },
): string => {
  let path = "";
  for (const [at, point] of points.entries()) {
    const y = round(yOf(of(point), most));
    path += at === 0 ? `M0 ${y}` : `H${round(xOf(point.at, endsAt))}V${y}`;
  }
  return `${path}H${String(chartWidth)}`;
};

/** The same, filled down to the ground. */
export const stepArea = (...given: Parameters<typeof stepLine>): string =>
  `${stepLine(...given)}V${String(chartHeight)}H0Z`;
