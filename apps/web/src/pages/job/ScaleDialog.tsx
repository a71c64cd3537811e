import { useState } from "react";
import type { JobDetail } from "@longshore/api/jobs";
import { useNeedsApproval } from "../../api/namespace-rules.ts";
import { useSettled } from "../../lib/use-settled.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { WhatIfAnswer } from "../what-if/WhatIfAnswer.tsx";
import { usePlanFirst } from "./job-actions.ts";

const most = 100_000;

type Wish = { readonly group: string; readonly count: string };

const asItIs = (job: JobDetail, group: string): Wish => ({
  group,
  count: String(job.groups.find((each) => each.name === group)?.count ?? 0),
});

const Fields = ({
  job,
  wish: { group, count },
  onWish,
}: {
  readonly job: JobDetail;
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
}) => (
  <>
    <label className="field">
      <span>Task group</span>
      <select
        className="input"
        value={group}
        onChange={(event) => {
          onWish(asItIs(job, event.target.value));
        }}
      >
        {job.groups.map((each) => (
          <option key={each.name} value={each.name}>
            {each.name} ({each.count} now)
          </option>
        ))}
      </select>
    </label>
    <label className="field">
      <span>Count</span>
      <input
        className="input"
        type="number"
        min={0}
        max={most}
        step={1}
        value={count}
        onChange={(event) => {
          onWish({ group, count: event.target.value });
        }}
      />
    </label>
  </>
);

/** Asks for a group and a count, and goes to the plan of it. */
export const ScaleDialog = ({ job, onClose }: { readonly job: JobDetail; readonly onClose: () => void }) => {
  const planFirst = usePlanFirst();
  const needsApproval = useNeedsApproval(job.namespace, "scale");
  const [{ group, count }, setWish] = useState<Wish>(() => asItIs(job, job.groups[0]?.name ?? ""));
  const now = job.groups.find((each) => each.name === group)?.count ?? 0;
  const value = /^\d+$/.test(count) ? Number(count) : Number.NaN;
  const why = !(value <= most) ? "Give a whole number" : value === now ? `${group} has ${String(now)} already` : null;
  const asked = useSettled(value);
  const plan = (): void => {
    if (why === null) planFirst({ type: "scale", namespace: job.namespace, id: job.id, group, count: value });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Scale ${job.id}`}
      wide
      description={
        needsApproval
          ? "Changes in this namespace need somebody else's approval: the plan can be saved for that."
          : "The plan shows what this does before anything is done."
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabledWhy={why} onClick={plan}>
            Plan it
          </Button>
        </>
      }
    >
      <form
        className="scale"
        onSubmit={(event) => {
          event.preventDefault();
          plan();
        }}
      >
        <Fields job={job} wish={{ group, count }} onWish={setWish} />
        {why !== null || job.launches !== null || Number.isNaN(asked) ? null : (
          <WhatIfAnswer
            question={{ type: "count", namespace: job.namespace, id: job.id, group, count: asked }}
            title={`What if ${group} had ${String(asked)}?`}
          />
        )}
      </form>
    </Dialog>
  );
};
