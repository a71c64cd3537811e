import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { allocationQuery } from "../../api/queries.ts";
import { logsPath } from "../../paths.ts";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { LogReader } from "./LogReader.tsx";
import { isNarrow, readSettings, writeSettings } from "./log-settings.ts";
import type { LogSettings } from "./log-settings.ts";
import { useLog, useLogSnapshot } from "./use-log.ts";
import "./logs.css";
import "./ansi.css";

export type LogsPanelProps = {
  readonly allocation: string;
  readonly task: string;
  readonly stream?: "stdout" | "stderr";
  /** With these the caller keeps how the log is looked at, in its address for example; without, the panel does. */
  readonly settings?: LogSettings;
  readonly onSettings?: (settings: LogSettings) => void;
  readonly onStream?: (stream: "stdout" | "stderr") => void;
};

/** A log with its search and controls, as tall as its container. */
export const LogsPanel = (props: LogsPanelProps) => {
  const { allocation, task } = props;
  const [ownStream, setOwnStream] = useState(props.stream ?? "stdout");
  const [ownSettings, setOwnSettings] = useState(() => readSettings(new URLSearchParams(), "", isNarrow()));
  const stream = props.onStream === undefined ? ownStream : (props.stream ?? "stdout");
  const { data: detail } = useQuery(allocationQuery(allocation));
  const client = useLog({ allocation, task, stream });
  const snapshot = useLogSnapshot(client);

  // Before its task starts a log does not exist, and nothing is said of its growth.
  const modified = detail?.modifyIndex;
  const missing = snapshot?.summary.phase === "missing";
  useEffect(() => {
    if (missing) client?.catchUp();
  }, [client, missing, modified]);

  return (
    <section className="lg" aria-label={`Log of ${task}`}>
      {client === null || snapshot === null ? (
        <SkeletonRows rows={14} height={20} />
      ) : (
        <LogReader
          key={`${allocation}/${task}/${stream}`}
          client={client}
          snapshot={snapshot}
          address={{ allocation, task, stream }}
          detail={detail}
          settings={props.settings ?? ownSettings}
          onSettings={props.onSettings ?? setOwnSettings}
          onStream={props.onStream ?? setOwnStream}
          linkOf={(settings) => {
            const { search, hash } = writeSettings(settings);
            return `${location.origin}/ui${logsPath(allocation, task, stream)}${search}${hash}`;
          }}
        />
      )}
    </section>
  );
};
