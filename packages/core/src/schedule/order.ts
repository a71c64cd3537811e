import { prefers, type Candidates } from "./candidates.ts";
import { mixed } from "./hash.ts";
import type { Request } from "./look.ts";

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Steps that lead through all of `n` places. */
const stridesOf = (n: number): Int32Array => {
  const strides = new Int32Array(keptStrides);
  let stride = 0;
  for (let at = 0; at < keptStrides; at++) {
    stride = (stride + Math.max(1, Math.floor(n / keptStrides))) % n;
    while (gcd(n, stride) !== 1) stride = (stride + 1) % n;
    strides[at] = stride;
  }
  return strides;
};

/** A power of two. */
const keptStrides = 64;
const knownStrides = new Map<number, Int32Array>();
const keptSizes = 256;

const stridesFor = (n: number): Int32Array => {
  const known = knownStrides.get(n);
  if (known !== undefined) return known;
  if (knownStrides.size >= keptSizes) knownStrides.clear();
  const made = n < 3 ? new Int32Array(keptStrides).fill(1) : stridesOf(n);
  knownStrides.set(n, made);
  return made;
};

/** So few nodes are all looked at. */
const few = 64;
/** Nomad looks at the binary logarithm of the nodes' number, and at two for batch jobs. */
const leastLimit = 16;
/** Where nodes are preferred or instances are to be spread, a few nodes would not do. */
const preferredLimit = 100;

/** How many fitting nodes are compared. */
export const limitOf = (candidates: Candidates): number => {
  const { positions, group } = candidates;
  if (positions.length <= few) return positions.length;
  if (prefers(candidates)) return Math.max(preferredLimit, group.count);
  return Math.max(leastLimit, Math.ceil(Math.log2(positions.length)));
};

/** Which instance of which version of which job it is, as a number. */
export const seedOf = ({ claims, candidates, index }: Request): number =>
  mixed(mixed(mixed(candidates.number, claims.job.key), claims.job.version), index);

/** Where the walk over the candidates begins for this instance, and its step: each is visited once. */
export const walkOf = (request: Request): { readonly start: number; readonly stride: number } => {
  const n = request.candidates.positions.length;
  const seed = seedOf(request);
  const stride = stridesFor(n)[mixed(seed, n) & (keptStrides - 1)] as number;
  return { start: Math.floor((seed / 2 ** 32) * n), stride };
};

/** The candidates' positions in the order in which they are looked at for this instance, each once. */
export function* inOrder(request: Request): Generator<number> {
  const { positions } = request.candidates;
  const n = positions.length;
  if (n === 0) return;
  const { start, stride } = walkOf(request);
  for (let at = start, seen = 0; seen < n; at = (at + stride) % n, seen++) yield positions[at] as number;
}
