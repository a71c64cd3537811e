import { say } from "../harness/progress.ts";
import { formatNumber } from "../table.ts";
import type { Contender } from "./contender.ts";

/** What is measured of each contender, in rounds: everyone once per round, so that a busy spell of the machine hits all alike. */
export type Race = {
  readonly count: number;
  readonly rounds: number;
  readonly warmUp: number;
  /** No round begins after so many seconds once three are done: a busy machine gets fewer rounds, not a longer wait. */
  readonly seconds: number;
};

const fewestRounds = 3;

/** Runs per second of each contender, one number per round; a fault in place of numbers for one that failed. */
export const race = async (
  contenders: readonly Contender[],
  { count, rounds, warmUp, seconds }: Race,
): Promise<ReadonlyMap<Contender, readonly number[] | Error>> => {
  const rates = new Map<Contender, number[] | Error>();
  const take = async (contender: Contender, wanted: number): Promise<number> => {
    const runs = Math.min(wanted, contender.most ?? wanted);
    return runs / (await contender.run(runs));
  };
  const from = performance.now();
  const isLate = (): boolean => performance.now() - from > seconds * 1000;
  for (let round = 0; round <= rounds; round += 1) {
    if (round > fewestRounds && isLate()) break;
    for (const contender of contenders) {
      const known = rates.get(contender) ?? [];
      if (known instanceof Error) continue;
      try {
        const rate = await take(contender, round === 0 ? warmUp : count);
        if (round > 0) say(`  round ${String(round)}: ${contender.name}: ${formatNumber(rate)}/s`);
        rates.set(contender, round === 0 ? [] : [...known, rate]);
      } catch (fault) {
        rates.set(contender, fault instanceof Error ? fault : new Error(String(fault)));
      }
    }
  }
  return rates;
};
