import { useState } from "react";
import type { JobDetail } from "@longshore/api/jobs";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { usePlanFirst } from "./job-actions.ts";

const most = 100_000;

/** Asks for a group and a count, and goes to the plan of it. */
export const ScaleDialog = ({ job, onClose }: { readonly job: JobDetail; readonly onClose: () => void }) => {
  const planFirst = usePlanFirst();
  const [group, setGroup] = useState(job.groups[0]?.name ?? "");
  const [count, setCount] = useState(String(job.groups[0]?.count ?? 0));
  const now = job.groups.find((each) => each.name === group)?.count ?? 0;
  const value = /^\d+$/.test(count) ? Number(count) : Number.NaN;
  const why = !(value <= most) ? "Give a whole number" : value === now ? `${group} has ${String(now)} already` : null;
  const plan = (): void => {
    if (why === null) planFirst({ type: "scale", namespace: job.namespace, id: job.id, group, count: value });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Scale ${job.id}`}
      description="The plan shows what this does before anything is done."
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
        <label className="field">
          <span>Task group</span>
          <select
            className="input"
            value={group}
            onChange={(event) => {
              setGroup(event.target.value);
              setCount(String(job.groups.find((each) => each.name === event.target.value)?.count ?? 0));
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
              setCount(event.target.value);
            }}
          />
        </label>
      </form>
    </Dialog>
  );
};
