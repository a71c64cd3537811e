import type { Change } from "@longshore/api/plans";
import { wordsOf } from "../../api/errors.ts";
import { useApply } from "../../api/mutations.ts";
import { useNeedsApproval } from "../../api/namespace-rules.ts";
import { plural } from "../../lib/plural.ts";
import { showToast } from "../../lib/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { usePlanFirst } from "./job-actions.ts";

export type Confirming = {
  readonly type: "stop" | "start";
  readonly namespace: string;
  readonly id: string;
  /** Live ones for a stop, defined ones for a start. */
  readonly instances: number;
  /** Nothing runs of it: others are launched from it. */
  readonly periodic: boolean;
};

const verbs = { stop: "Stop", start: "Start" } as const;

const consequence = ({ type, instances, periodic }: Confirming): string => {
  if (periodic)
    return type === "start"
      ? "It is launched by its schedule again; what came due meanwhile is not made up for."
      : "Nothing more is launched from it. Children that were launched already go on.";
  if (type === "start") return "Its instances are placed and started again with the present definition.";
  if (instances === 0) return "Nothing of it runs now; nothing will be started until somebody starts it again.";
  return "Each instance gets its kill signal, then its kill timeout, and is ended by force after that. The definition is kept.";
};

/** Confirms by consequence: the button says what will happen to how many. */
export const ChangeDialog = ({
  confirming,
  onClose,
}: {
  readonly confirming: Confirming | null;
  readonly onClose: () => void;
}) => {
  const apply = useApply();
  const planFirst = usePlanFirst();
  const needsApproval = useNeedsApproval(confirming?.namespace ?? "", confirming?.type ?? "stop");
  if (confirming === null) return null;
  const { type, id, namespace, instances } = confirming;
  const close = (): void => {
    apply.reset();
    onClose();
  };
  const run = (): void => {
    const change: Change = { type, namespace, id };
    apply.mutate(
      { change },
      {
        onSuccess: () => {
          showToast({ state: "succeeded", text: `Asked to ${type} ${id}.` });
          close();
        },
      },
    );
  };
  const words = apply.error === null ? null : wordsOf(apply.error);
  return (
    <Dialog
      open
      onClose={close}
      title={`${verbs[type]} ${id}?`}
      description={
        needsApproval
          ? `${consequence(confirming)} Changes in this namespace need somebody else's approval: see the plan and save it for that.`
          : consequence(confirming)
      }
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant={needsApproval ? "primary" : "ghost"}
            onClick={() => {
              close();
              planFirst({ type, namespace, id });
            }}
          >
            See the plan
          </Button>
          <Button
            variant={type === "stop" ? "danger-solid" : needsApproval ? "plain" : "primary"}
            disabledWhy={
              apply.isPending
                ? "Sent, waiting for the server"
                : needsApproval
                  ? "Only from a plan that somebody else approved"
                  : null
            }
            onClick={run}
          >
            {verbs[type]} {id.length > 24 ? "it" : id}
            {instances > 0 ? ` (${plural(instances, "instance")})` : ""}
          </Button>
        </>
      }
    >
      {words === null ? null : <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />}
    </Dialog>
  );
};
