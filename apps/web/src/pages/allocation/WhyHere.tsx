import type { AllocationDetail } from "@longshore/api/allocations";
import { RuledOut, ScoreTable } from "../../ui/NodeScores.tsx";

/** Why this node: how the best ones were judged when it was placed. */
export const WhyHere = ({ detail }: { readonly detail: AllocationDetail }) => {
  if (detail.placement === null) return null;
  const { metrics, nodes } = detail.placement;
  return (
    <section aria-label="Why this node">
      <h2>Why this node</h2>
      {metrics.scores.length === 0 ? null : <ScoreTable metrics={metrics} nodes={nodes} chosen={detail.nodeId} />}
      <RuledOut metrics={metrics} />
    </section>
  );
};
