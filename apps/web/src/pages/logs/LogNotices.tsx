import type { AllocationDetail, TaskDetail } from "@longshore/api/allocations";
import { FileX2, ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { formatBytes } from "../../lib/log/format-bytes.ts";
import type { LogSummary } from "../../lib/log/log-messages.ts";
import { plural } from "../../lib/plural.ts";
import type { LogReaderProps } from "./log-reader-props.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";

const Strip = ({ children }: { readonly children: ReactNode }) => <div className="lg-strip">{children}</div>;

/** What the rows alone do not tell: lines that are gone, a rest that is still on its way, a server that is silent. */
export const LogNotices = ({
  summary,
  removed,
  fault,
  onRetry,
}: {
  readonly summary: LogSummary;
  /** The address named lines that are gone. */
  readonly removed: boolean;
  /** Why the search cannot run. */
  readonly fault: string | null;
  readonly onRetry: () => void;
}) => (
  <>
    {fault === null ? null : (
      <Strip>
        <StatusShape state="failed" />
        <span>{fault}</span>
      </Strip>
    )}
    {summary.fault === null ? null : (
      <Strip>
        <StatusShape state="degraded" />
        <span>
          <b className="med">{summary.fault.title}.</b>{" "}
          {summary.fault.type === "unreachable"
            ? "What you see is what was read so far; it goes on by itself, without a gap."
            : "The log cannot be read further."}
        </span>
        <Button size="small" onClick={onRetry}>
          Try now
        </Button>
      </Strip>
    )}
    {removed ? (
      <Strip>
        <FileX2 className="i s" aria-hidden="true" />
        <span>The lines of this link were removed when the log reached its limit.</span>
      </Strip>
    ) : null}
    {summary.base > 0 && summary.phase !== "tail" ? (
      <Strip>
        <FileX2 className="i s" aria-hidden="true" />
        {summary.base > summary.head ? (
          <span>
            The first {formatBytes(summary.base - summary.head)} are too much for a browser tab and are not shown; the
            download has them. Line numbers count from here.
          </span>
        ) : (
          <span>
            The first {formatBytes(summary.base)} were removed to stay within the log&apos;s limit. Line numbers count
            from here.
          </span>
        )}
      </Strip>
    ) : null}
  </>
);

const notStarted = (detail: AllocationDetail | undefined, task: TaskDetail | undefined): string => {
  if (task === undefined || detail === undefined) return "As soon as the task writes something, it is shown here.";
  if (task.phase === "pending" && detail.state !== "failed")
    return "The task has not started yet. Its output is shown here as soon as it does.";
  return "The task ended before it could write anything, or never started. Its events tell why.";
};

type LogEmptyProps = Pick<LogReaderProps, "snapshot" | "address" | "detail" | "onStream"> & {
  readonly task: TaskDetail | undefined;
};

const Reason = ({ snapshot: { summary }, address: { stream }, detail, task, onStream }: LogEmptyProps) => {
  if (summary.phase === "missing")
    return (
      <Empty icon={<ScrollText className="i" aria-hidden="true" />} title="No output yet">
        {notStarted(detail, task)}
      </Empty>
    );
  if (summary.phase === "opening" || (summary.phase === "reading" && summary.size > 0))
    return summary.fault === null ? <SkeletonRows rows={14} height={20} /> : null;
  const other = stream === "stdout" ? "stderr" : "stdout";
  return (
    <Empty
      icon={<ScrollText className="i" aria-hidden="true" />}
      title={`Nothing on ${stream}`}
      actions={<Button onClick={() => onStream(other)}>Look at {other}</Button>}
    >
      {task?.phase === "running"
        ? "The task is running and has not written to it; what it writes is shown here at once."
        : `The task wrote nothing to ${stream}${task === undefined ? "" : ` in ${plural(Math.max(1, task.attempt), "attempt")}`}.`}
    </Empty>
  );
};

/** Why there are no rows. */
export const LogEmpty = (props: LogEmptyProps) => (
  <div className="lg-empty">
    <Reason {...props} />
  </div>
);
