import { useState } from "react";
import type { SavedPlanItem } from "@longshore/api/saved-plans";
import { useReviewPlan } from "../../api/saved-plans.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { longestComment } from "../plan/SavePlanDialog.tsx";

/** Approves or rejects, and says why. */
export const ReviewDialog = ({
  saved,
  approves,
  isStale,
  onClose,
}: {
  readonly saved: SavedPlanItem;
  readonly approves: boolean;
  readonly isStale: boolean;
  readonly onClose: () => void;
}) => {
  const review = useReviewPlan(saved);
  const [comment, setComment] = useState("");
  const run = (): void => {
    if (!review.isPending) review.mutate({ approves, comment: comment.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={approves ? "Approve this plan?" : "Reject this plan?"}
      description={
        approves
          ? `It may then be applied${isStale ? ", once somebody has looked at what moved since it was saved" : ", as long as it is true"}. Nothing is changed by approving.`
          : "Nothing more comes of it. Its change can be planned and saved anew."
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={approves ? "primary" : "danger-solid"}
            disabledWhy={review.isPending ? "Sent, waiting for the server" : null}
            onClick={run}
          >
            {approves ? "Approve" : "Reject"}
          </Button>
        </>
      }
    >
      <form
        className="save-plan"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <label className="field">
          <span>Comment (may be empty)</span>
          <textarea
            className="input"
            rows={3}
            maxLength={longestComment}
            value={comment}
            onChange={(event) => {
              setComment(event.target.value);
            }}
          />
        </label>
        <MutationError error={review.error} />
      </form>
    </Dialog>
  );
};
