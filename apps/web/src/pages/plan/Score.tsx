import type { PlacementMetrics } from "@longshore/core/model";
import type { PlanReply } from "@longshore/api/plans";
import { number, plural } from "../../lib/plural.ts";

const factorWords: Readonly<Record<string, string>> = {
  binpack: "Bin-pack",
  "job-anti-affinity": "Anti-affinity",
  "node-affinity": "Affinity",
  "node-reschedule-penalty": "Reschedule penalty",
  "allocation-spread": "Spread",
};
const shownNodes = 3;
const dimensionLabels = { cpuMhz: "CPU", memoryMb: "Memory", diskMb: "Disk" } as const;
const unitWords = { cpuMhz: "MHz", memoryMb: "MiB", diskMb: "MiB" } as const;

const RuledOut = ({ metrics }: { readonly metrics: PlacementMetrics }) => {
  const reasons = [
    ...Object.entries(metrics.constraintFiltered).map(([why, count]) => `${number(count)} ${why}`),
    ...(metrics.nodesExhausted > 0 ? [`${number(metrics.nodesExhausted)} without room`] : []),
  ];
  const out = metrics.nodesFiltered + metrics.nodesExhausted;
  return (
    <p className="meta">
      {plural(metrics.nodesEvaluated, "node")} looked at
      {out === 0 ? ", none ruled out." : `; ${number(out)} ruled out: ${reasons.join(", ")}.`}
    </p>
  );
};

/** Why this node: the factors of the best nodes side by side, with their mean. */
export const Score = ({
  metrics,
  plan,
  chosen,
}: {
  readonly metrics: PlacementMetrics;
  readonly plan: PlanReply;
  readonly chosen: string;
}) => {
  const best = metrics.scores.slice(0, shownNodes);
  const factors = [...new Set(best.flatMap((score) => Object.keys(score.scores)))].filter(
    (factor) => factor !== "normalized-score",
  );
  const on = (nodeId: string): string | undefined => (nodeId === chosen ? "on" : undefined);
  return (
    <section>
      <h3>Score</h3>
      <table className="score">
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">Factor</span>
            </th>
            {best.map((score) => (
              <th key={score.nodeId} scope="col" className={on(score.nodeId)}>
                {plan.nodes[score.nodeId] ?? score.nodeId.slice(0, 8)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {factors.map((factor) => (
            <tr key={factor}>
              <th scope="row">{factorWords[factor] ?? factor}</th>
              {best.map((score) => (
                <td key={score.nodeId} className={on(score.nodeId)}>
                  {(score.scores[factor] ?? 0).toFixed(2)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>Mean</td>
            {best.map((score) => (
              <td key={score.nodeId} className={on(score.nodeId)}>
                {score.normScore.toFixed(3)}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      <RuledOut metrics={metrics} />
    </section>
  );
};

/** Why it fits nowhere, in numbers. */
export const Shortages = ({ metrics }: { readonly metrics: PlacementMetrics }) => (
  <section>
    <h3>What is short</h3>
    {metrics.shortages.length === 0 ? null : (
      <table className="score">
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">Dimension</span>
            </th>
            <th scope="col">asked</th>
            <th scope="col">free</th>
            <th scope="col">in all</th>
          </tr>
        </thead>
        <tbody>
          {metrics.shortages.map((shortage) => (
            <tr key={shortage.dimension}>
              <th scope="row">
                {dimensionLabels[shortage.dimension]}, {unitWords[shortage.dimension]}
              </th>
              <td className="on">{number(shortage.asked)}</td>
              <td>{number(shortage.free)}</td>
              <td>{number(shortage.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
    <RuledOut metrics={metrics} />
  </section>
);
