import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CollectReply } from "@longshore/api/retention";
import { call } from "../../api/client.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

const word = "forget";

/** What was forgotten cannot be brought back, so a word has to be typed. */
export const CollectDialog = ({
  onClose,
  onCollected,
}: {
  readonly onClose: () => void;
  readonly onCollected: (reply: CollectReply) => void;
}) => {
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const collect = useMutation({
    mutationFn: () => call<CollectReply>("collectGarbage"),
    onSuccess: async (reply) => {
      onCollected(reply);
      onClose();
      await client.invalidateQueries();
    },
  });
  const why = collect.isPending ? "Sent, waiting for the server" : typed === word ? null : `Type “${word}” first`;
  const run = (): void => {
    if (why === null) collect.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Forget all that is past?"
      description="Every job that is stopped or has run to its end goes with its versions, as do ended instances with their logs, evaluations and rollouts, however young. What runs, waits, is tagged or is needed stays. It cannot be brought back."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger-solid" disabledWhy={why} onClick={run}>
            Forget it now
          </Button>
        </>
      }
    >
      <form
        className="field"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <label className="field">
          <span>
            Type <b className="m">{word}</b> to confirm
          </span>
          <input
            className="input"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <MutationError error={collect.error} />
      </form>
    </Dialog>
  );
};
