import type { Spread } from "../model/job-spec.ts";
import { tallyFor, type Claims } from "./claims.ts";
import type { Tally } from "./tally.ts";

/** What one spread says of one more instance, by the number of the node's value of its attribute. */
export type SpreadScore = { readonly valueAt: Int32Array; readonly ofValue: Float64Array };

/** Nomad's: a node without the attribute, or with a value that is to have no instance, is as bad as can be. */
export const worst = -1;

const fewestAndMost = (counts: Int32Array): { readonly fewest: number; readonly most: number } => {
  let [fewest, most] = [0, 0];
  for (let value = 0; value < counts.length; value++) {
    const count = counts[value] as number;
    if (count > 0 && (fewest === 0 || count < fewest)) fewest = count;
    if (count > most) most = count;
  }
  return { fewest, most };
};

/**
 * Without targets: values with the fewest instances are preferred, those with none most; where all have the same number, none is.
 * Values without any instance do not set the measure.
 */
const evenScores = ({ counts }: Tally, share: number): Float64Array => {
  const { fewest, most } = fewestAndMost(counts);
  const scores = new Float64Array(counts.length);
  if (most === 0) return scores;
  for (let value = 0; value < counts.length; value++) {
    const count = counts[value] as number;
    const better = count === fewest ? most - fewest : fewest - count;
    scores[value] = count === fewest && fewest === most ? -share : (share * better) / fewest;
  }
  return scores;
};

type Wanted = { readonly share: number; readonly total: number };

/** With targets: the further a value is from its share of the instances, the better. What the targets leave is the share of each other value. */
const targetScores = ({ values, counts }: Tally, spread: Spread, { share, total }: Wanted): Float64Array => {
  const wanted = new Map(spread.targets.map(({ value, percent }) => [value, (percent / 100) * total]));
  const sum = [...wanted.values()].reduce((all, one) => all + one, 0);
  const rest = sum > 0 && sum < total ? total - sum : 0;
  return Float64Array.from(values, (value, number) => {
    const most = wanted.get(value) ?? rest;
    return most === 0 ? worst : ((most - (counts[number] as number) - 1) / most) * share;
  });
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
    const ofValue =
      spread.targets.length === 0 ? evenScores(tally, share) : targetScores(tally, spread, { share, total: at.total });
    return { valueAt: tally.valueAt, ofValue };
  });
};
