import type { AllocationDetail } from "@longshore/api/allocations";
import { Link } from "react-router-dom";
import { jobPath, nodePath } from "../../paths.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";

/** What concerns the whole instance and must not be missed. */
export const Notes = ({ detail }: { readonly detail: AllocationDetail }) => (
  <>
    {detail.disconnectedAt === null || detail.finishedAt !== null ? null : (
      <p className="al-note" role="status">
        <StatusShape state="disconnected" />
        <span>
          Its node{" "}
          <Link className="link" to={nodePath(detail.nodeId)}>
            {detail.nodeName}
          </Link>{" "}
          is out of sight since <Time at={detail.disconnectedAt} />: whether it still runs is not known.
        </span>
      </p>
    )}
    {detail.desired === "evict" ? (
      <p className="al-note" role="status">
        <StatusShape state="degraded" />
        <span>
          Pushed out: its room was needed by{" "}
          {detail.preemptedBy === null ? (
            "a more important job"
          ) : (
            <Link className="link" to={jobPath(detail.preemptedBy.namespace, detail.preemptedBy.id)}>
              {detail.preemptedBy.id}
            </Link>
          )}
          .
        </span>
      </p>
    ) : null}
  </>
);
