import { number, plural } from "../lib/plural.ts";
import { tip } from "./tip.ts";
import "./node-scores.css";

/** How the nodes were looked at for one placement: what is shown of it. */
export type ShownMetrics = {
  readonly nodesEvaluated: number;
  readonly nodesFiltered: number;
  readonly nodesExhausted: number;
  readonly nodesInPool: number;
  readonly constraintFiltered: Readonly<Record<string, number>>;
  readonly otherwiseExhausted: Readonly<Record<string, number>>;
  readonly classFiltered: Readonly<Record<string, number>>;
  readonly classExhausted: Readonly<Record<string, number>>;
  readonly shortages: readonly {
    readonly dimension: "cpuMhz" | "memoryMb" | "diskMb";
    readonly asked: number;
    readonly free: number;
    readonly total: number;
    readonly nodes: number;
  }[];
  readonly scores: readonly {
    readonly nodeId: string;
    readonly scores: Readonly<Record<string, number>>;
    readonly normScore: number;
  }[];
};

const factorWords: Readonly<Record<string, string>> = {
  binpack: "Packing",
  spread: "Levelling",
  "job-anti-affinity": "Anti-affinity",
  "node-affinity": "Affinity",
  "node-reschedule-penalty": "Reschedule penalty",
  "allocation-spread": "Spread",
};
const shownNodes = 3;
const dimensionLabels = { cpuMhz: "CPU", memoryMb: "Memory", diskMb: "Disk" } as const;
const unitWords = { cpuMhz: "MHz", memoryMb: "MiB", diskMb: "MiB" } as const;

/** How many nodes were looked at, and why others were not taken. */
export const RuledOut = ({ metrics }: { readonly metrics: ShownMetrics }) => {
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
export const ScoreTable = ({
  metrics,
  nodes,
  chosen,
}: {
  readonly metrics: ShownMetrics;
  /** Names by id. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly chosen: string;
}) => {
  const best = metrics.scores.slice(0, shownNodes);
  const factors = [...new Set(best.flatMap((score) => Object.keys(score.scores)))].filter(
    (factor) => factor !== "normalized-score",
  );
  const on = (nodeId: string): string | undefined => (nodeId === chosen ? "on" : undefined);
  return (
    <table className="score">
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">Factor</span>
          </th>
          {best.map((score) => (
            <th
              key={score.nodeId}
              scope="col"
              className={score.nodeId === chosen ? "of-node on" : "of-node"}
              {...tip(nodes[score.nodeId] ?? score.nodeId)}
            >
              {nodes[score.nodeId] ?? score.nodeId.slice(0, 8)}
              {score.nodeId === chosen ? <span className="vh"> (chosen)</span> : null}
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
          <th scope="row">Mean</th>
          {best.map((score) => (
            <td key={score.nodeId} className={on(score.nodeId)}>
              {score.normScore.toFixed(3)}
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
};

/** What was short on the nodes that would otherwise have done. */
export const ShortageTable = ({ metrics }: { readonly metrics: ShownMetrics }) =>
  metrics.shortages.length === 0 ? null : (
    <table className="score">
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">Dimension</span>
          </th>
          <th scope="col">asked</th>
          <th scope="col">free at best</th>
          <th scope="col">in all</th>
          <th scope="col">nodes</th>
        </tr>
      </thead>
      <tbody>
        {metrics.shortages.map((shortage) => (
          <tr key={shortage.dimension}>
            <th scope="row">
              {dimensionLabels[shortage.dimension]}, {unitWords[shortage.dimension]}
            </th>
            <td className="on">{number(shortage.asked)}</td>
            <td>{number(Math.max(0, Math.floor(shortage.free)))}</td>
            <td>{number(shortage.total)}</td>
            <td>{number(shortage.nodes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

/** Counts of nodes by reason, the most first. */
export const ReasonTable = ({ metrics }: { readonly metrics: ShownMetrics }) => {
  const rows = [
    ...Object.entries(metrics.constraintFiltered).map(([why, count]) => ({ kind: "Ruled out", why, count })),
    ...Object.entries(metrics.otherwiseExhausted).map(([why, count]) => ({ kind: "Without room", why, count })),
    ...Object.entries(metrics.classFiltered).map(([why, count]) => ({ kind: "Ruled out, of class", why, count })),
    ...Object.entries(metrics.classExhausted).map(([why, count]) => ({ kind: "Without room, of class", why, count })),
  ].toSorted((a, b) => b.count - a.count);
  if (rows.length === 0) return null;
  return (
    <table className="score reasons">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Why</th>
          <th scope="col">nodes</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ kind, why, count }) => (
          <tr key={`${kind} ${why}`}>
            <th scope="row">{kind}</th>
            <td className="why m">{why}</td>
            <td>{number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
