import { useState } from "react";
import type { ReactNode } from "react";
import type { Change, PlanReply } from "@longshore/api/plans";
import { changedFields, diffSections } from "../../diff/spec-rows.ts";
import { SpecDiffView } from "../../diff/SpecDiffView.tsx";
import type { DiffMode } from "../../diff/LineDiff.tsx";
import { number, plural } from "../../lib/plural.ts";
import { useIsNarrow } from "../../lib/use-media.ts";
import { Button } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import type { Verb } from "../../ui/VerbShape.tsx";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { Later, Preemptions } from "./Aside.tsx";
import { Inspector } from "./Inspector.tsx";
import { PlanBoard } from "./PlanBoard.tsx";
import { PlanList } from "./PlanList.tsx";
import { PlannedLaunches } from "./PlannedLaunches.tsx";
import { instanceKey } from "./plan-runs.ts";
import { headlineVerbs, isLaunched, planSentence } from "./plan-words.ts";

const Legend = ({ plan }: { readonly plan: PlanReply }) => (
  <ul className="legend" aria-hidden="true">
    {headlineVerbs
      .filter((verb) => plan.counts[verb] > 0)
      .map((verb) => (
        <li key={verb}>
          <span className="cell" data-v={verb}>
            <VerbShape verb={verb} />
          </span>
          {verbWords[verb]}
        </li>
      ))}
  </ul>
);

const Warnings = ({ warnings }: { readonly warnings: readonly string[] }) =>
  warnings.length === 0 ? null : (
    <section className="sec warnings" aria-label="Warnings">
      {/* Several groups may give the same one. */}
      {[...new Set(warnings)].map((warning) => (
        <div key={warning} className="warnnote">
          <StatusShape state="degraded" />
          <span>{warning}</span>
        </div>
      ))}
    </section>
  );

const Changes = ({ plan }: { readonly plan: PlanReply }) => {
  const [mode, setMode] = useState<DiffMode>("split");
  const [expanded, setExpanded] = useState(false);
  const narrow = useIsNarrow();
  const fields = changedFields(diffSections(plan.diff));
  return (
    <section className="sec" aria-label="Changes">
      <div className="sech">
        <h2>Changes</h2>
        <span className="meta">
          {plan.diff.kind === "none"
            ? "The definition stays as it is"
            : plan.diff.kind === "added"
              ? `A new job, ${plural(fields, "field")}`
              : `${plural(fields, "field")} changed`}
        </span>
        <span className="grow" />
        {plan.diff.kind === "none" ? null : (
          <>
            <Button
              size="small"
              aria-pressed={expanded}
              onClick={() => {
                setExpanded(!expanded);
              }}
            >
              Expand all
            </Button>
            {narrow ? null : (
              <Segmented
                label="Line by line"
                value={mode}
                options={[
                  { value: "split", label: "Side by side" },
                  { value: "inline", label: "Inline" },
                ]}
                onChange={setMode}
              />
            )}
          </>
        )}
      </div>
      <SpecDiffView diff={plan.diff} mode={narrow ? "inline" : mode} expanded={expanded} />
    </section>
  );
};

/** The most destructive thing of the plan. */
const firstToLookAt = (plan: PlanReply): string | null => {
  const verb = headlineVerbs.find((each) => plan.counts[each] > 0);
  const instance = plan.instances.find((each) => each.verb === verb);
  return instance === undefined ? null : instanceKey(instance);
};

type Shown = {
  /** What stands below the instances. */
  readonly rehearsal: ReactNode;
  readonly plan: PlanReply;
  readonly change: Change;
  readonly filter: Verb | null;
};

const Instances = ({
  plan,
  change,
  filter,
  selected,
  onSelect,
}: Omit<Shown, "rehearsal"> & { readonly selected: string | null; readonly onSelect: (key: string) => void }) => {
  const narrow = useIsNarrow();
  const [view, setView] = useState<"board" | "list">("board");
  const sentence = planSentence(change, plan);
  return (
    <section className="sec" aria-label="Instances">
      <div className="sech">
        <h2>Instances</h2>
        <span className="meta">
          {number(plan.instances.length)} in {plural(plan.groups.length, "task group")}
        </span>
        {narrow ? null : (
          <Segmented
            label="Show instances as"
            value={view}
            options={[
              { value: "board", label: "Board" },
              { value: "list", label: "List" },
            ]}
            onChange={setView}
          />
        )}
        {view === "board" && !narrow ? <Legend plan={plan} /> : null}
      </div>
      {sentence === "" ? null : <p className="sum">{sentence}</p>}
      {view === "board" && !narrow ? (
        <PlanBoard plan={plan} filter={filter} selected={selected} onSelect={onSelect} />
      ) : (
        <PlanList plan={plan} filter={filter} onSelect={onSelect} />
      )}
    </section>
  );
};

const BesideInstances = ({ plan }: Pick<Shown, "plan">) => (
  <>
    <Preemptions plan={plan} />
    <Later plan={plan} />
    <Changes plan={plan} />
  </>
);

/** The board or the list, the inspector beside it, and the changes below. */
const InstancesView = ({ plan, change, filter, rehearsal }: Shown) => {
  const narrow = useIsNarrow();
  const [selected, setSelected] = useState(() => (narrow ? null : firstToLookAt(plan)));
  const among = filter === null ? plan.instances : plan.instances.filter((each) => each.verb === filter);
  const instance = plan.instances.find((each) => instanceKey(each) === selected) ?? null;
  return (
    <div className="pg">
      <div className="pgmain">
        <Warnings warnings={plan.warnings} />
        <Instances plan={plan} change={change} filter={filter} selected={selected} onSelect={setSelected} />
        {rehearsal}
        <BesideInstances plan={plan} />
      </div>
      <Inspector plan={plan} instance={instance} among={among} onSelect={setSelected} />
    </div>
  );
};

export const PlanView = (shown: Shown) => {
  const { plan } = shown;
  if (!isLaunched(plan)) return <InstancesView {...shown} />;
  return (
    <>
      <Warnings warnings={plan.warnings} />
      <PlannedLaunches plan={plan} />
      <BesideInstances plan={plan} />
    </>
  );
};
