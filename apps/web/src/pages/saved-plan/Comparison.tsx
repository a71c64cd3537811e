import { ArrowRight } from "lucide-react";
import type { PlanReply, PlannedInstance } from "@longshore/api/plans";
import type { PlanComparisonReply } from "@longshore/api/saved-plans";
import { number, plural } from "../../lib/plural.ts";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { planMark } from "../plan/plan-mark.ts";
import "./comparison.css";

type Named = Pick<PlanReply, "type" | "nodes">;

const nodeName = ({ nodes }: Named, id: string): string => nodes[id] ?? id.slice(0, 8);

const Where = ({ plan, instance: { from, to } }: { readonly plan: Named; readonly instance: PlannedInstance }) => {
  if (from === null) return to === null ? null : <>on {nodeName(plan, to.node)}</>;
  if (to === null) return <>on {nodeName(plan, from.node)}</>;
  if (from.node === to.node) return <>on {nodeName(plan, to.node)}</>;
  return (
    <>
      {nodeName(plan, from.node)} <ArrowRight className="i arrow" aria-hidden="true" />
      <span className="vh">to</span> {nodeName(plan, to.node)}
    </>
  );
};

const Fate = ({ plan, instance }: { readonly plan: Named; readonly instance: PlannedInstance | null }) =>
  instance === null ? (
    <span className="two">not in it</span>
  ) : (
    <>
      <VerbShape verb={instance.verb} /> {verbWords[instance.verb]}{" "}
      <span className="two">
        <Where plan={plan} instance={instance} />
        {instance.from === null || instance.to === null || instance.from.version === instance.to.version
          ? ""
          : `, v${String(instance.from.version)} to v${String(instance.to.version)}`}
      </span>
    </>
  );

type Line = PlanComparisonReply["lines"][number];

const Value = ({ line }: { readonly line: Line["a"] }) => {
  if (line === null) return <span className="two">stays as it is</span>;
  return (
    <span className="m">
      {line.old === "" ? null : <del>{line.old}</del>}
      {line.old === "" || line.new === "" ? null : <ArrowRight className="i arrow" aria-hidden="true" />}
      {line.new === "" ? null : <ins>{line.new}</ins>}
    </span>
  );
};

type Names = { readonly a: string; readonly b: string };

const Head = ({ first, names }: { readonly first: string; readonly names: Names }) => (
  <thead>
    <tr>
      <th scope="col" className="cmp-what">
        {first}
      </th>
      <th scope="col">{names.a}</th>
      <th scope="col">{names.b}</th>
    </tr>
  </thead>
);

const Instances = ({
  comparison,
  plan,
  names,
}: {
  readonly comparison: Pick<PlanComparisonReply, "instances" | "total">;
  readonly plan: Named;
  readonly names: Names;
}) =>
  comparison.total === 0 ? null : (
    <>
      <table className="lst cmp" aria-label="Instances that differ">
        <Head first="Instance" names={names} />
        <tbody>
          {comparison.instances.map(({ group, index, a, b }) => (
            <tr key={`${group} ${String(index)} ${a?.verb ?? ""} ${b?.verb ?? ""}`}>
              <th scope="row" className="cmp-what m">
                {group}[{planMark(plan, { index, from: a?.from ?? b?.from ?? null, to: a?.to ?? b?.to ?? null })}]
              </th>
              <td data-of={names.a}>
                <Fate plan={plan} instance={a} />
              </td>
              <td data-of={names.b}>
                <Fate plan={plan} instance={b} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {comparison.total > comparison.instances.length ? (
        <p className="cmp-more meta">and {number(comparison.total - comparison.instances.length)} more instances</p>
      ) : null}
    </>
  );

const Lines = ({ lines, names }: { readonly lines: readonly Line[]; readonly names: Names }) =>
  lines.length === 0 ? null : (
    <table className="lst cmp" aria-label="Lines of the definition that differ">
      <Head first="Definition" names={names} />
      <tbody>
        {lines.map((line) => (
          <tr key={line.path.join("\0")}>
            <th scope="row" className="cmp-what m">
              {line.path.join(" / ")}
            </th>
            <td data-of={names.a}>
              <Value line={line.a} />
            </td>
            <td data-of={names.b}>
              <Value line={line.b} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

/** What two plans do not say alike; `comparison` null: it cannot be told. */
export const Comparison = ({
  comparison,
  plan,
  names,
}: {
  readonly comparison: PlanComparisonReply | null;
  readonly plan: Named;
  readonly names: Names;
}) => {
  if (comparison === null)
    return <p className="cmp-none two">What differs cannot be told: one of the two is not there any more.</p>;
  const { isSame, lines, preemptions } = comparison;
  if (isSame) return <p className="cmp-none two">Both do the same, instance by instance and line by line.</p>;
  const [only, other] = [preemptions.a.length, preemptions.b.length];
  return (
    <>
      <Instances comparison={comparison} plan={plan} names={names} />
      <Lines lines={lines} names={names} />
      {only + other === 0 ? null : (
        <p className="cmp-more">
          Only pushed out {names.a.toLowerCase()}: {plural(only, "instance")} of other jobs; only{" "}
          {names.b.toLowerCase()}: {plural(other, "instance")}.
        </p>
      )}
    </>
  );
};
