import { useState } from "react";
import type { Change } from "@longshore/api/plans";
import { useNavigate } from "react-router-dom";
import { useSavePlan } from "../../api/saved-plans.ts";
import { dropEdit, dropEdits } from "../../lib/drafts.ts";
import { savedPlanPath } from "../../paths.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** At most so many characters are kept of what is said of a plan. */
export const longestComment = 2000;

/** Keeps the plan under an address of its own, and goes there. */
export const SavePlanDialog = ({
  change,
  isNew,
  forApproval,
  onClose,
}: {
  readonly change: Change;
  /** There is no such job yet. */
  readonly isNew: boolean;
  readonly forApproval: boolean;
  readonly onClose: () => void;
}) => {
  const save = useSavePlan();
  const navigate = useNavigate();
  const [comment, setComment] = useState("");
  const run = (): void => {
    save.mutate(
      { change, comment: comment.trim() },
      {
        onSuccess: ({ saved }) => {
          if (change.type === "register") {
            if (isNew) dropEdit("new");
            dropEdits(saved.namespace, saved.jobId);
          }
          void navigate(savedPlanPath(saved.id), { replace: true });
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={forApproval ? "Save this plan for approval" : "Save this plan"}
      description={`It gets an address of its own, where others see what it would do${forApproval ? "; once somebody else has approved it there, it can be applied" : ", approve it and apply it"}. Nothing is changed.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabledWhy={save.isPending ? "Sent, waiting for the server" : null} onClick={run}>
            Save plan
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
          <span>Why, for those who look at it (may be empty)</span>
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
        <MutationError error={save.error} />
      </form>
    </Dialog>
  );
};
