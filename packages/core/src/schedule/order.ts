import type { Candidates } from "./candidates.ts";
import { mixed } from "./hash.ts";
import type { Request } from "./look.ts";

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** A step that leads through all of `n` places, chosen by `hash`. */
export const strideOf = (n: number, hash: number): number => {
  if (n < 3) return 1;
  let stride = 1 + (hash % (n - 1));
  while (gcd(n, stride) !== 1) stride = stride === n - 1 ? 1 : stride + 1;
  return stride;
};

/** So few nodes are all looked at. */
const few = 64;
/** Nomad looks at the binary logarithm of the nodes' number, and at two for batch jobs. */
const leastLimit = 16;
/** Where nodes are preferred or instances are to be spread, a few nodes would not do. */
const preferredLimit = 100;

/** How many fitting nodes are compared. */
export const limitOf = ({ positions, affinity, spreads, group }: Candidates): number => {
  if (positions.length <= few) return positions.length;
  if (affinity !== null || spreads.length > 0) return Math.max(preferredLimit, group.count);
  return Math.max(leastLimit, Math.ceil(Math.log2(positions.length)));
};

/** Which instance of which version of which job it is, as a number. */
export const seedOf = ({ claims, candidates, index }: Request): number =>
  mixed(mixed(mixed(candidates.number, claims.job.key), claims.job.version), index);

/** The candidates' positions in the order in which they are looked at for this instance, each once. */
export function* inOrder(request: Request): Generator<number> {
  const { positions } = request.candidates;
  const n = positions.length;
  const seed = seedOf(request);
  const stride = strideOf(n, mixed(seed, n));
  for (let at = seed % n, seen = 0; seen < n; at = (at + stride) % n, seen++) yield positions[at] as number;
}
