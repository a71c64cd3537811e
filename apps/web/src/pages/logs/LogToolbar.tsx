import { ArrowDownToLine, Download, WrapText } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { apiUrl } from "../../api/client.ts";
import { errorQuery } from "../../lib/log/error-line.ts";
import { formatBytes } from "../../lib/log/format-bytes.ts";
import { noQuery } from "../../lib/log/query.ts";
import type { Query } from "../../lib/log/query.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { tip } from "../../ui/tip.ts";
import type { LogReaderProps } from "./log-reader-props.ts";
import { LogSearchField } from "./LogSearchField.tsx";
import type { LogSearchState } from "./use-log-search.ts";
import "./log-toolbar.css";

const streams = [
  { value: "stdout", label: "stdout" },
  { value: "stderr", label: "stderr" },
] as const;

const Toggle = ({
  on,
  hint,
  onToggle,
  children,
}: {
  readonly on: boolean;
  readonly hint: string;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}) => (
  <button type="button" className="lg-tog" aria-pressed={on} {...tip(hint)} onClick={onToggle}>
    {children}
  </button>
);

const ErrorsToggle = ({ query, onQuery }: { readonly query: Query; readonly onQuery: (query: Query) => void }) => {
  const on = query.regex && query.text === errorQuery.text;
  return (
    <Toggle
      on={on}
      hint="Find every line that says of itself that something failed"
      onToggle={() => onQuery(on ? noQuery : errorQuery)}
    >
      <StatusShape state="failed" />
      Errors
    </Toggle>
  );
};

const DownloadLink = ({ address, snapshot }: Pick<LogReaderProps, "address" | "snapshot">) => {
  const { allocation, task, stream } = address;
  const size = formatBytes(snapshot.summary.size - snapshot.summary.head);
  return (
    <a
      className={buttonClass({ variant: "ghost", icon: true })}
      href={apiUrl("readLog", { params: { allocation, task, stream }, query: { download: "true" } })}
      download
      aria-label={`Download, ${size}`}
      {...tip(`Download, ${size}`)}
    >
      <Download className="i s" aria-hidden="true" />
    </a>
  );
};

type LogToolbarProps = LogReaderProps & {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly atEnd: boolean;
  readonly found: LogSearchState;
  readonly onFollow: () => void;
  readonly onWrap: () => void;
};

/** Search on the left, how the log is shown on the right. */
export const LogToolbar = (props: LogToolbarProps) => {
  const { address, snapshot, detail, settings, onSettings } = props;
  const task = detail?.tasks.find((each) => each.name === address.task);
  const search = (query: Query): void => onSettings({ ...settings, query });
  return (
    <div className="lg-bar">
      <LogSearchField
        input={props.input}
        query={settings.query}
        search={snapshot.search}
        state={props.found}
        onQuery={search}
      />
      <span className="grow" />
      <div className="lg-chips">
        <Segmented label="Stream" value={address.stream} options={streams} onChange={props.onStream} />
        <ErrorsToggle query={settings.query} onQuery={search} />
        {task?.phase === "dead" ? null : (
          <Toggle on={props.atEnd} hint="Stay at the end (f)" onToggle={props.onFollow}>
            <ArrowDownToLine className="i s" aria-hidden="true" />
            Follow
          </Toggle>
        )}
        <Toggle on={settings.wrap} hint="Wrap lines (w)" onToggle={props.onWrap}>
          <WrapText className="i s" aria-hidden="true" />
          Wrap
        </Toggle>
        <DownloadLink address={address} snapshot={snapshot} />
      </div>
    </div>
  );
};
