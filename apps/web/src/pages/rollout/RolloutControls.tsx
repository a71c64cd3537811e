import { Pause, Play } from "lucide-react";
import { useState } from "react";
import type { DeploymentDetail } from "@longshore/api/deployments";
import { isActive } from "@longshore/core/model";
import { wordsOf } from "../../api/errors.ts";
import { useRolloutRequest, useSteerRollout, type RolloutVerb } from "../../api/rollout-requests.ts";
import { showToast } from "../../lib/toasts.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { Button } from "../../ui/Button.tsx";
import { whyNot } from "../job/job-actions.ts";
import { EndDialog } from "./EndDialog.tsx";
import { askedWords } from "./rollout-words.ts";
import "./rollout-controls.css";

/** Reversible at once, or what the page just said is ready: done without a question. */
const useSteer = (rollout: DeploymentDetail) => {
  const steer = useSteerRollout(rollout);
  const asked = useRolloutRequest(rollout);
  const whyOf = (verb: RolloutVerb): string | null => {
    if (steer.isPending) return "Sent, waiting for the server";
    if (asked !== null) return `${askedWords[asked.what]}: asked, not yet confirmed`;
    return whyNot(rollout.can[verb]);
  };
  const run = (verb: RolloutVerb): void => {
    if (whyOf(verb) !== null) return;
    steer.mutate(verb, {
      onError: (error) => {
        showToast({ state: "failed", text: wordsOf(error).title });
      },
    });
  };
  return { whyOf, run };
};

/** What may be done with a rollout now; what may not says why. */
export const RolloutControls = ({
  rollout,
  hasKeys = false,
}: {
  readonly rollout: DeploymentDetail;
  /** On its own page its controls have keys, and promoting is what one comes for. */
  readonly hasKeys?: boolean;
}) => {
  const { whyOf, run } = useSteer(rollout);
  const [ending, setEnding] = useState<"fail" | "abort" | null>(null);
  const toggle = rollout.status === "paused" ? "resume" : "pause";
  const section = "This page";
  useShortcuts(
    hasKeys
      ? [
          { keys: "p", label: "Pause or resume the rollout", section, run: () => run(toggle) },
          { keys: "m", label: "Promote the canaries", section, run: () => run("promote") },
        ]
      : [],
  );
  if (!isActive(rollout)) return null;
  const key = (text: string) =>
    hasKeys ? (
      <span className="kb" aria-hidden="true">
        {text}
      </span>
    ) : null;
  return (
    <div className="ro-acts" role="group" aria-label="Steer the rollout">
      <Button variant="ghost" className="danger" disabledWhy={whyOf("fail")} onClick={() => setEnding("fail")}>
        Fail…
      </Button>
      <Button variant="ghost" disabledWhy={whyOf("abort")} onClick={() => setEnding("abort")}>
        Abort…
      </Button>
      <Button disabledWhy={whyOf(toggle)} onClick={() => run(toggle)}>
        {toggle === "pause" ? (
          <Pause className="i s" aria-hidden="true" />
        ) : (
          <Play className="i s" aria-hidden="true" />
        )}
        {toggle === "pause" ? "Pause" : "Resume"}
        {key("p")}
      </Button>
      {rollout.awaitsPromotion ? (
        <Button variant={hasKeys ? "primary" : "plain"} disabledWhy={whyOf("promote")} onClick={() => run("promote")}>
          Promote
          {key("m")}
        </Button>
      ) : null}
      {ending === null ? null : <EndDialog rollout={rollout} how={ending} onClose={() => setEnding(null)} />}
    </div>
  );
};
