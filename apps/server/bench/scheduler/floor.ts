/** Nodes that the plain loop compares for each instance, and how many there are: the shape of the C1M run. */
const compared = 13;

/**
 * The floor under a placement: a loop over plain arrays that looks at thirteen nodes, scores them as Nomad does and takes the best; no
 * job, no rules, nothing is told or kept. Returns placements a second.
 */
export const plainLoop = (placements: number, nodes: number): number => {
  const cpu = new Float64Array(nodes);
  const memory = new Float64Array(nodes);
  const room = (placements / nodes) * 1.3;
  let seed = 1;
  const from = performance.now();
  for (let nth = 0; nth < placements; nth++) {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    for (let step = 0; step < compared; step++) {
      const node = (seed + step * 389) % nodes;
      const usedCpu = (cpu[node] as number) + 1;
      const usedMemory = (memory[node] as number) + 1;
      if (usedCpu > room || usedMemory > room) continue;
      const score = 20 - (10 ** (1 - usedCpu / room) + 10 ** (1 - usedMemory / room));
      if (score <= bestScore) continue;
      best = node;
      bestScore = score;
    }
    if (best === -1) continue;
    cpu[best] = (cpu[best] as number) + 1;
    memory[best] = (memory[best] as number) + 1;
  }
  return placements / ((performance.now() - from) / 1000);
};
