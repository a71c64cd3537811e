import { useId, useState } from "react";
import type { RestartRequest } from "@longshore/api/deployments";
import type { JobDetail } from "@longshore/api/jobs";
import { runsPerNode } from "@longshore/core/model";
import { useNavigate } from "react-router-dom";
import { useNeedsApproval } from "../../api/namespace-rules.ts";
import { useRestart } from "../../api/rollout-requests.ts";
import { plural } from "../../lib/plural.ts";
import { rolloutPath } from "../../paths.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { usePlanFirst } from "./job-actions.ts";
import { namedBy, readRanges } from "./instance-ranges.ts";
import "./restart-dialog.css";

type Wish = { readonly isAll: boolean; readonly which: string; readonly atATime: string; readonly paused: boolean };

/** How many instances it replaces; null where nobody knows before it is done. */
const replacedBy = (job: JobDetail, { isAll, which }: Wish): number | null => {
  if (runsPerNode(job.type)) return null;
  const ranges = isAll ? [{ from: 0, to: Infinity }] : (readRanges(which) ?? []);
  return job.groups.reduce((sum, { count }) => sum + namedBy(ranges, count), 0);
};

/** Why it cannot be asked for as it stands. */
const faultOf = (job: JobDetail, wish: Wish): string | null => {
  if (!wish.isAll && readRanges(wish.which) === undefined) return "Name instances by number: 0-4, 7";
  if (replacedBy(job, wish) === 0) return "No instance has such a number";
  return wish.atATime === "" || /^\d{1,6}$/.test(wish.atATime) ? null : "Give a whole number of instances";
};

const requestOf = ({ isAll, which, atATime, paused }: Wish): RestartRequest => {
  const ranges = isAll ? undefined : readRanges(which);
  return {
    ...(ranges === undefined ? {} : { instances: ranges }),
    rollout: {
      ...(atATime === "" ? {} : { maxParallel: Number(atATime) }),
      ...(paused ? { startPaused: true } : {}),
    },
  };
};

const Which = ({ wish, onWish }: { readonly wish: Wish; readonly onWish: (wish: Wish) => void }) => {
  const name = useId();
  return (
    <fieldset className="rs-which">
      <legend className="vh">Which instances</legend>
      <label className="row">
        <input type="radio" name={name} checked={wish.isAll} onChange={() => onWish({ ...wish, isAll: true })} />
        All instances
      </label>
      <label className="row">
        <input type="radio" name={name} checked={!wish.isAll} onChange={() => onWish({ ...wish, isAll: false })} />
        Some, in every group
      </label>
      {wish.isAll ? null : (
        <label className="field">
          <span>Their numbers, such as 0-4, 7</span>
          <input
            className="input m"
            value={wish.which}
            onChange={(event) => onWish({ ...wish, which: event.target.value })}
          />
        </label>
      )}
    </fieldset>
  );
};

const Pace = ({ wish, onWish }: { readonly wish: Wish; readonly onWish: (wish: Wish) => void }) => (
  <>
    <label className="field">
      <span>How many at a time; empty: as the job says, 0: all at once</span>
      <input
        className="input"
        inputMode="numeric"
        value={wish.atATime}
        onChange={(event) => onWish({ ...wish, atATime: event.target.value.trim() })}
      />
    </label>
    <label className="row">
      <input
        className="check"
        type="checkbox"
        checked={wish.paused}
        onChange={(event) => onWish({ ...wish, paused: event.target.checked })}
      />
      Start paused
    </label>
  </>
);

/** Asks what to restart and how fast, and goes to the rollout of it. */
export const RestartDialog = ({ job, onClose }: { readonly job: JobDetail; readonly onClose: () => void }) => {
  const restart = useRestart(job);
  const needsApproval = useNeedsApproval(job.namespace, "restart");
  const planFirst = usePlanFirst();
  const navigate = useNavigate();
  const [wish, setWish] = useState<Wish>({ isAll: true, which: "", atATime: "", paused: false });
  const fault = faultOf(job, wish);
  const replaced = replacedBy(job, wish);
  const plan = (): void => {
    if (fault === null) planFirst({ type: "restart", namespace: job.namespace, id: job.id, ...requestOf(wish) });
  };
  const run = (): void => {
    if (fault !== null || restart.isPending) return;
    if (needsApproval) plan();
    else restart.mutate(requestOf(wish), { onSuccess: ({ deploymentId }) => void navigate(rolloutPath(deploymentId)) });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Restart ${job.id}?`}
      description={`Each instance is replaced by a new one with the same definition, as a rollout that can be paused and aborted.${needsApproval ? " Changes in this namespace need somebody else's approval: the plan can be saved for that." : ""}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {needsApproval ? null : (
            <Button variant="ghost" disabledWhy={fault} onClick={plan}>
              See the plan
            </Button>
          )}
          <Button
            variant={needsApproval ? "primary" : "danger-solid"}
            disabledWhy={restart.isPending ? "Sent, waiting for the server" : fault}
            onClick={run}
          >
            {needsApproval
              ? "Plan it"
              : replaced === null || replaced === 0
                ? "Restart"
                : `Restart (${plural(replaced, "instance")})`}
          </Button>
        </>
      }
    >
      <form
        className="rs"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        {runsPerNode(job.type) ? null : <Which wish={wish} onWish={setWish} />}
        <Pace wish={wish} onWish={setWish} />
        {/* Enter in a field sends the form. */}
        <button type="submit" hidden>
          Restart
        </button>
        <MutationError error={restart.error} />
      </form>
    </Dialog>
  );
};
