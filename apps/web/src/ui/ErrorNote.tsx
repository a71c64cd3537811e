import type { ReactNode } from "react";
import { CopyText } from "./CopyText.tsx";
import { StatusShape } from "./Status.tsx";
import "./surfaces.css";

/** An error beside what caused it: what happened, what next, and the request id to quote. */
export const ErrorNote = ({
  title,
  detail,
  requestId,
  actions,
}: {
  readonly title: string;
  readonly detail?: ReactNode;
  readonly requestId?: string | null;
  readonly actions?: ReactNode;
}) => (
  <div className="errnote" role="alert">
    <StatusShape state="failed" />
    <div className="grow">
      <b>{title}</b>
      {detail === undefined || detail === null ? null : <div className="two">{detail}</div>}
      {requestId === undefined || requestId === null ? null : (
        <div className="meta">
          Request <CopyText text={requestId} keep={12} />
        </div>
      )}
    </div>
    {actions}
  </div>
);
