import type { PlacementMetrics } from "@longshore/api/placements";
import type { PlanReply } from "@longshore/api/plans";
import { RuledOut, ScoreTable, ShortageTable } from "../../ui/NodeScores.tsx";

/** Why this node. */
export const Score = ({
  metrics,
  plan,
  chosen,
}: {
  readonly metrics: PlacementMetrics;
  readonly plan: PlanReply;
  readonly chosen: string;
}) => (
  <section>
    <h3>Score</h3>
    <ScoreTable metrics={metrics} nodes={plan.nodes} chosen={chosen} />
    <RuledOut metrics={metrics} />
  </section>
);

/** Why it fits nowhere, in numbers. */
export const Shortages = ({ metrics }: { readonly metrics: PlacementMetrics }) => (
  <section>
    <h3>What is short</h3>
    <ShortageTable metrics={metrics} />
    <RuledOut metrics={metrics} />
  </section>
);
