import { useState } from "react";
import type { Change, PlanReply } from "@longshore/api/plans";
import type { PlanNow, SavedPlanItem } from "@longshore/api/saved-plans";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { applyWords } from "../plan/plan-words.ts";
import { Comparison } from "./Comparison.tsx";
import { Moved } from "./Moved.tsx";

type Props = {
  readonly saved: SavedPlanItem;
  readonly plan: Pick<PlanReply, "type" | "nodes">;
  readonly change: Change;
  readonly now: PlanNow;
  readonly error: unknown;
  readonly isSent: boolean;
  readonly onApply: (reviewed: string) => void;
  readonly onClose: () => void;
};

const whyNot = (seen: PlanNow, { isSent, movedAgain }: { readonly isSent: boolean; readonly movedAgain: boolean }) => {
  if (isSent) return "Sent, waiting for the server";
  if (movedAgain) return "It has moved again: look at it as it is now";
  return seen.digestNow === null ? "Its change cannot be made now" : null;
};

/** What is looked at before it is applied. */
const Seen = ({ saved, plan, seen }: Pick<Props, "saved" | "plan"> & { readonly seen: PlanNow }) => (
  <>
    <div className="sp-moved">
      <Moved saved={saved} moved={seen.moved} />
    </div>
    <Comparison
      comparison={seen.moved.comparison}
      plan={{ type: plan.type, nodes: { ...plan.nodes, ...seen.nodes } }}
      names={{ a: "As saved", b: "As it is now" }}
    />
  </>
);

/**
 * A stale plan is applied as it would be now, and only as it was looked at here: its digest goes along. What is shown stands
 * still; should it move again meanwhile, that has to be looked at too.
 */
export const StaleApplyDialog = ({ saved, plan, change, now, error, isSent, onApply, onClose }: Props) => {
  const [seen, setSeen] = useState(now);
  const movedAgain = now.digestNow !== seen.digestNow && !isSent;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Apply what it would be now?"
      description="The plan is not true any more. Applied, its change does what is shown here as it is now, and nothing else: should anything move before, nothing is applied."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {movedAgain ? <Button onClick={() => setSeen(now)}>Show it as it is now</Button> : null}
          <Button
            variant={change.type === "stop" || change.type === "purge" ? "danger-solid" : "primary"}
            disabledWhy={whyNot(seen, { isSent, movedAgain })}
            onClick={() => {
              if (seen.digestNow !== null) onApply(seen.digestNow);
            }}
          >
            {applyWords(change)} as it is now
          </Button>
        </>
      }
    >
      <div className="sp-review">
        <Seen saved={saved} plan={plan} seen={seen} />
        {movedAgain ? (
          <div className="warnnote" role="status">
            <StatusShape state="degraded" />
            <span>It has moved again since this was shown.</span>
          </div>
        ) : null}
        <MutationError error={error} />
      </div>
    </Dialog>
  );
};
