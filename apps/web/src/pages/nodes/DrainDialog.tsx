import { useState } from "react";
import type { NodeDetail } from "@longshore/api/nodes";
import { useChangeNode } from "../../api/node-requests.ts";
import { plural } from "../../lib/plural.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { MutationError } from "../../shell/MutationError.tsx";
import { WhatIfAnswer } from "../what-if/WhatIfAnswer.tsx";
import { deadlines, defaultDeadline } from "./node-words.ts";

/** What a drain would move. */
const movedBy = ({ live }: NodeDetail, ignoreSystemJobs: boolean) =>
  ignoreSystemJobs
    ? { instances: live.instances - live.system, jobs: live.jobs - live.systemJobs }
    : { instances: live.instances, jobs: live.jobs };

const Consequence = ({ node, ignoreSystemJobs }: { readonly node: NodeDetail; readonly ignoreSystemJobs: boolean }) => {
  const { instances, jobs } = movedBy(node, ignoreSystemJobs);
  const stays = node.live.instances - instances;
  return (
    <>
      {instances === 0 ? (
        "Nothing has to move. "
      ) : (
        <>
          <b>
            {plural(instances, "instance")} of {plural(jobs, "job")}
          </b>{" "}
          {instances === 1 ? "moves" : "move"} to other nodes, as fast as each job's rules for moving allow; what finds
          no room elsewhere waits.{" "}
        </>
      )}
      {stays === 0 ? null : (
        <>
          {plural(stays, "instance")} of system jobs {stays === 1 ? "stays" : "stay"}.{" "}
        </>
      )}
      The node takes no new work, during the drain and after it, until somebody makes it eligible again.
    </>
  );
};

/** Asks when and what to move away, and says how much that is. */
export const DrainDialog = ({ node, onClose }: { readonly node: NodeDetail; readonly onClose: () => void }) => {
  const change = useChangeNode(node.id);
  const [deadline, setDeadline] = useState<string>(defaultDeadline);
  const [ignoreSystemJobs, setIgnore] = useState(node.drain?.ignoreSystemJobs ?? false);
  const { instances } = movedBy(node, ignoreSystemJobs);
  const verb = node.drain === null ? "Drain" : "Change the drain";
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={node.drain === null ? `Drain ${node.name}?` : `Change the drain of ${node.name}`}
      description={<Consequence node={node} ignoreSystemJobs={ignoreSystemJobs} />}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger-solid"
            disabledWhy={change.isPending ? "Sent, waiting for the server" : null}
            onClick={() => {
              const deadlineMs = deadline === "" ? null : Number(deadline);
              change.mutate({ type: "drain", terms: { deadlineMs, ignoreSystemJobs } }, { onSuccess: onClose });
            }}
          >
            {instances === 0 ? verb : `${verb} (${plural(instances, "instance")})`}
          </Button>
        </>
      }
    >
      <div className="nd-terms">
        <label className="field">
          <span>When to stop what has not moved by then</span>
          <select
            className="input"
            value={deadline}
            onChange={(event) => {
              setDeadline(event.target.value);
            }}
          >
            {deadlines.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className="row">
          <input
            className="check"
            type="checkbox"
            checked={ignoreSystemJobs}
            onChange={(event) => {
              setIgnore(event.target.checked);
            }}
          />
          Leave system jobs where they are
        </label>
        {instances === 0 ? null : (
          <WhatIfAnswer
            question={{ type: "drain", node: node.id, ignoreSystemJobs }}
            title="What would come of it, as things are now"
          />
        )}
        <MutationError error={change.error} />
      </div>
    </Dialog>
  );
};
