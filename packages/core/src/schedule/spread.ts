import type { Spread } from "../model/job-spec.ts";
import { tallyFor, type Claims } from "./claims.ts";
import type { Tally } from "./tally.ts";

/** What one spread says of one more instance on the node at this position. */
export type SpreadScore = (position: number) => number;

/** Nomad's: a node without the attribute, or with a value that is to have none, is as bad as can be. */
const worst = -1;

const fewestAndMost = ({ counts }: Tally): { readonly fewest: number; readonly most: number } => {
  let [fewest, most] = [0, 0];
  for (const count of counts) {
    if (count > 0 && (fewest === 0 || count < fewest)) fewest = count;
    if (count > most) most = count;
  }
  return { fewest, most };
};

/** Without targets: values that have the fewest instances are preferred, those with none most. Values without any do not set the measure. */
const evenScore = (tally: Tally, share: number): SpreadScore => {
  const { fewest, most } = fewestAndMost(tally);
  return (position) => {
    const value = tally.valueAt[position] ?? -1;
    if (value === -1) return worst;
    if (most === 0) return 0;
    const count = tally.counts[value] ?? 0;
    if (count !== fewest) return (share * (fewest - count)) / fewest;
    return fewest === most ? -share : (share * (most - fewest)) / fewest;
  };
};

const targetScore = (
  tally: Tally,
  spread: Spread,
  at: { readonly share: number; readonly total: number },
): SpreadScore => {
  const wanted = new Map(spread.targets.map(({ value, percent }) => [value, (percent / 100) * at.total]));
  const sum = [...wanted.values()].reduce((all, one) => all + one, 0);
  const rest = sum > 0 && sum < at.total ? at.total - sum : 0;
  const desired = Float64Array.from(tally.values, (value) => wanted.get(value) ?? rest);
  return (position) => {
    const value = tally.valueAt[position] ?? -1;
    const most = value === -1 ? 0 : (desired[value] ?? 0);
    if (most === 0) return worst;
    return ((most - (tally.counts[value] ?? 0) - 1) / most) * at.share;
  };
};

/** The spreads of a group of `total` instances, to be summed up. Good until an instance is placed or leaves. */
export const spreadScores = (
  claims: Claims,
  spreads: readonly Spread[],
  at: { readonly group: string; readonly total: number },
): readonly SpreadScore[] => {
  const weights = spreads.reduce((sum, { weight }) => sum + weight, 0);
  return spreads.map((spread) => {
    const tally = tallyFor(claims, at.group, spread.attribute);
    const share = weights === 0 ? 0 : spread.weight / weights;
    return spread.targets.length === 0
      ? evenScore(tally, share)
      : targetScore(tally, spread, { share, total: at.total });
  });
};
