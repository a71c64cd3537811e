import type { DeploymentDetail } from "@longshore/api/deployments";
import { useSteerRollout } from "../../api/rollout-requests.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

const goesBack = ({ groups, kind }: DeploymentDetail): boolean =>
  kind === "update" && groups.some(({ policy }) => policy.autoRevert);

const consequence = (rollout: DeploymentDetail, how: "fail" | "abort"): string => {
  const rest = "Nothing more is changed. What was changed stays changed, and canaries that were not promoted go.";
  if (how === "abort") return rest;
  return goesBack(rollout)
    ? "The job goes back to its stable version, by a rollout of its own, if it has one that differs."
    : `It counts as failed. ${rest}`;
};

/** Confirms by consequence that a rollout is to end. */
export const EndDialog = ({
  rollout,
  how,
  onClose,
}: {
  readonly rollout: DeploymentDetail;
  readonly how: "fail" | "abort";
  readonly onClose: () => void;
}) => {
  const steer = useSteerRollout(rollout);
  const verb = how === "fail" ? "Fail" : "Abort";
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${verb} the rollout of ${rollout.jobId}?`}
      description={consequence(rollout, how)}
      footer={
        <>
          <Button onClick={onClose}>Keep it going</Button>
          <Button
            variant="danger-solid"
            disabledWhy={steer.isPending ? "Sent, waiting for the server" : null}
            onClick={() => {
              steer.mutate(how, { onSuccess: onClose });
            }}
          >
            {verb} the rollout
          </Button>
        </>
      }
    >
      <MutationError error={steer.error} />
    </Dialog>
  );
};
