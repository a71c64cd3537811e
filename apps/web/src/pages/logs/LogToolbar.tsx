import { ArrowDownToLine, Download, WrapText } from "lucide-react";
import type { RefObject } from "react";
import { apiUrl } from "../../api/client.ts";
import { errorQuery } from "../../lib/log/error-line.ts";
import { formatBytes } from "../../lib/log/format-bytes.ts";
import { noQuery } from "../../lib/log/query.ts";
import type { Query } from "../../lib/log/query.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { tip } from "../../ui/tip.ts";
import type { LogReaderProps } from "./LogReader.tsx";
import { LogSearchField } from "./LogSearchField.tsx";
import type { LogSearchState } from "./use-log-search.ts";

const streams = [
  { value: "stdout", label: "stdout" },
  { value: "stderr", label: "stderr" },
] as const;

const ErrorsToggle = ({ query, onQuery }: { readonly query: Query; readonly onQuery: (query: Query) => void }) => {
  const on = query.regex && query.text === errorQuery.text;
  return (
    <button
      type="button"
      className="lg-tog"
      aria-pressed={on}
      {...tip("Find every line that says of itself that something failed")}
      onClick={() => onQuery(on ? noQuery : errorQuery)}
    >
      <StatusShape state="failed" />
      Errors
    </button>
  );
};

/** Search on the left, how the log is shown on the right. */
export const LogToolbar = ({
  address,
  snapshot,
  detail,
  settings,
  onSettings,
  onStream,
  input,
  atEnd,
  found,
  onFollow,
  onWrap,
}: LogReaderProps & {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly atEnd: boolean;
  readonly found: LogSearchState;
  readonly onFollow: () => void;
  readonly onWrap: () => void;
}) => {
  const size = formatBytes(snapshot.summary.size - snapshot.summary.head);
  const { allocation, task: name, stream } = address;
  const task = detail?.tasks.find((each) => each.name === name);
  return (
    <div className="lg-bar">
      <LogSearchField
        input={input}
        query={settings.query}
        search={snapshot.search}
        state={found}
        onQuery={(query) => onSettings({ ...settings, query })}
      />
      <span className="grow" />
      <Segmented label="Stream" value={stream} options={streams} onChange={onStream} />
      <ErrorsToggle query={settings.query} onQuery={(query) => onSettings({ ...settings, query })} />
      {task?.phase === "dead" ? null : (
        <button
          type="button"
          className="lg-tog"
          aria-pressed={atEnd}
          {...tip("Stay at the end (f)")}
          onClick={onFollow}
        >
          <ArrowDownToLine className="i s" aria-hidden="true" />
          Follow
        </button>
      )}
      <button type="button" className="lg-tog" aria-pressed={settings.wrap} {...tip("Wrap lines (w)")} onClick={onWrap}>
        <WrapText className="i s" aria-hidden="true" />
        Wrap
      </button>
      <a
        className={buttonClass({ variant: "ghost", icon: true })}
        href={apiUrl("readLog", { params: { allocation, task: name, stream }, query: { download: "true" } })}
        download
        aria-label={`Download, ${size}`}
        {...tip(`Download, ${size}`)}
      >
        <Download className="i s" aria-hidden="true" />
      </a>
    </div>
  );
};
