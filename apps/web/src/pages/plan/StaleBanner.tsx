import type { PlanReply } from "@longshore/api/plans";
import { Link } from "react-router-dom";
import { jobPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import type { Base } from "./use-plan.ts";
import "./stale-banner.css";

/** What moved since the plan was made, and the way on. */
export const StaleBanner = ({
  plan,
  base,
  onAgain,
  pending,
}: {
  readonly plan: PlanReply;
  readonly base: Extract<Base, { type: "moved" }>;
  readonly onAgain: () => void;
  readonly pending: boolean;
}) => (
  <div className="stalebar" role="alert">
    <StatusShape state="degraded" />
    <div className="grow">
      <b className="strong">This plan is stale: the job has moved since. Nothing was applied.</b>
      <div className="meta">
        {base.version === null ? (
          "The job was purged."
        ) : (
          <>
            It rests on {plan.base.version === null ? "no job" : `v${String(plan.base.version)}`}; now it is{" "}
            <Link className="link" to={jobPath(plan.namespace, plan.id, "versions")}>
              v{base.version}
            </Link>
            {base.by === null ? "" : ` by ${base.by}`}
            {base.at === null ? null : (
              <>
                , <Time at={base.at} />
              </>
            )}
            .
          </>
        )}
      </div>
    </div>
    <Button variant="primary" disabledWhy={pending ? "Planning" : null} onClick={onAgain}>
      Plan again
    </Button>
  </div>
);
