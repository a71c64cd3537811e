import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AllocationDetail } from "@longshore/api/allocations";
import { call } from "../../api/client.ts";
import { wordsOf } from "../../api/errors.ts";
import { instanceName } from "../../lib/instance-name.ts";
import { plural } from "../../lib/plural.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

const running = (detail: AllocationDetail): number => detail.tasks.filter((task) => task.phase === "running").length;

/** Confirms the stop of one instance by what it brings about. */
export const StopDialog = ({
  detail,
  onClose,
  onAsked,
}: {
  readonly detail: AllocationDetail;
  readonly onClose: () => void;
  readonly onAsked: () => void;
}) => {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => call("stopAllocation", { params: { allocation: detail.id }, body: {} }),
    onSuccess: () => {
      onAsked();
      onClose();
      return client.invalidateQueries({ queryKey: ["allocation", detail.id] });
    },
  });
  const name = instanceName(detail);
  const words = stop.error === null ? null : wordsOf(stop.error);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Stop ${name}?`}
      description={
        <>
          {running(detail) === 0
            ? "None of its tasks runs now."
            : `${plural(running(detail), "running task")} of it get the kill signal, then the kill timeout, and are ended by force after that.`}{" "}
          The job still asks for this instance, so another one takes its place.
        </>
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger-solid"
            disabledWhy={stop.isPending ? "Sent, waiting for the server" : null}
            onClick={() => {
              stop.mutate();
            }}
          >
            Stop {name}
          </Button>
        </>
      }
    >
      {words === null ? null : <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />}
    </Dialog>
  );
};
