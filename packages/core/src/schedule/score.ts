import { askedAt, type Look } from "./look.ts";

/** Nomad's fit, as a share of its maximum of 18: how full the node is with the instance, or, to spread, how empty. */
const fit = (look: Look, position: number): number => {
  const { claims } = look.request;
  const { used, fleet } = claims;
  const asked = askedAt(look, position);
  const at = position * 3;
  const free = (offset: 0 | 1, more: number): number => {
    const total = fleet.totals[at + offset] as number;
    return total === 0 ? 0 : 1 - ((used[at + offset] as number) + more) / total;
  };
  const sum = 10 ** free(0, asked.cpuMhz) + 10 ** free(1, asked.memoryMb);
  const points = look.view.settings.algorithm === "spread" ? sum - 2 : 20 - sum;
  return Math.min(18, Math.max(0, points)) / 18;
};

/** The more instances of the group a node has, the worse; 0 when it has none. */
const antiAffinity = (look: Look, position: number): number => {
  const here = look.here[position] as number;
  return here === 0 ? 0 : -(here + 1) / look.request.candidates.group.count;
};

const affinity = (look: Look, position: number): number => look.request.candidates.affinity?.[position] ?? 0;

const isPenalised = (look: Look, position: number): boolean => {
  const { penalised, claims } = look.request;
  return penalised !== undefined && penalised.has(claims.fleet.all[position]?.key ?? 0);
};

const spread = (look: Look, position: number): number => {
  let sum = 0;
  for (const score of look.spreads) sum += score(position);
  return sum;
};

/** Nomad's: the mean of those that say anything, the fit among them always. */
export const scoreAt = (look: Look, position: number): number => {
  let sum = fit(look, position);
  let parts = 1;
  const add = (part: number): void => {
    if (part === 0) return;
    sum += part;
    parts += 1;
  };
  add(antiAffinity(look, position));
  if (look.request.penalised !== undefined && isPenalised(look, position)) add(-1);
  if (look.request.candidates.affinity !== null) add(affinity(look, position));
  if (look.spreads.length > 0) add(spread(look, position));
  return sum / parts;
};

/** To four digits, as they are shown. */
const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;

/** The score's parts by Nomad's names, for those who ask why this node. */
export const scoreParts = (look: Look, position: number): { readonly [name: string]: number } => {
  const parts: Record<string, number> = { binpack: rounded(fit(look, position)) };
  const add = (name: string, part: number): void => {
    if (part !== 0) parts[name] = rounded(part);
  };
  add("job-anti-affinity", antiAffinity(look, position));
  add("node-reschedule-penalty", isPenalised(look, position) ? -1 : 0);
  add("node-affinity", affinity(look, position));
  add("allocation-spread", spread(look, position));
  return parts;
};

export const shownScore = (look: Look, position: number) => ({
  nodeId: look.request.claims.fleet.all[position]?.id ?? "",
  scores: scoreParts(look, position),
  normScore: rounded(scoreAt(look, position)),
});
