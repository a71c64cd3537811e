import { useState } from "react";
import type { NodeDetail } from "@longshore/api/nodes";
import { useNavigate } from "react-router-dom";
import { useChangeNode } from "../../api/node-requests.ts";
import { plural } from "../../lib/plural.ts";
import { showToast } from "../../lib/toasts.ts";
import { nodesPath } from "../../paths.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

type Props = { readonly node: NodeDetail; readonly onClose: () => void };

const sent = "Sent, waiting for the server";

export const CancelDrainDialog = ({ node, onClose }: Props) => {
  const change = useChangeNode(node.id);
  const [makeEligible, setEligible] = useState(true);
  const left = node.drain?.left ?? 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Cancel the drain of ${node.name}?`}
      description={
        left === 0
          ? "Everything has moved. What has moved does not come back by itself."
          : `${plural(left, "instance")} that ${left === 1 ? "is" : "are"} still here ${left === 1 ? "stays" : "stay"}. What has moved does not come back by itself.`
      }
      footer={
        <>
          <Button onClick={onClose}>Keep draining</Button>
          <Button
            variant="primary"
            disabledWhy={change.isPending ? sent : null}
            onClick={() => {
              change.mutate({ type: "cancelDrain", makeEligible }, { onSuccess: onClose });
            }}
          >
            Cancel the drain
          </Button>
        </>
      }
    >
      <div className="nd-terms">
        <label className="row">
          <input
            className="check"
            type="checkbox"
            checked={makeEligible}
            onChange={(event) => {
              setEligible(event.target.checked);
            }}
          />
          Let it take new work again
        </label>
        <MutationError error={change.error} />
      </div>
    </Dialog>
  );
};

export const RemoveDialog = ({ node, onClose }: Props) => {
  const change = useChangeNode(node.id);
  const navigate = useNavigate();
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Remove ${node.name}?`}
      description="It is down and nothing lives on it. It is forgotten, with its eligibility; should it come back, it is a new node that takes work."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger-solid"
            disabledWhy={change.isPending ? sent : null}
            onClick={() => {
              change.mutate(
                { type: "remove" },
                {
                  onSuccess: () => {
                    showToast({ state: "succeeded", text: `${node.name} was removed.` });
                    void navigate(nodesPath());
                  },
                },
              );
            }}
          >
            Remove {node.name.length > 24 ? "it" : node.name}
          </Button>
        </>
      }
    >
      <MutationError error={change.error} />
    </Dialog>
  );
};
