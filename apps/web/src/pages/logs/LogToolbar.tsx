import { ArrowDownToLine, Download, WrapText } from "lucide-react";
import type { RefObject } from "react";
import { apiUrl } from "../../api/client.ts";
import { formatBytes } from "../../lib/log/format-bytes.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { tip } from "../../ui/tip.ts";
import type { LogReaderProps } from "./LogReader.tsx";
import { LogSearchField } from "./LogSearchField.tsx";
import type { LogSearchState } from "./use-log-search.ts";

const streams = [
  { value: "stdout", label: "stdout" },
  { value: "stderr", label: "stderr" },
] as const;

/** Search on the left, how the log is shown on the right. */
export const LogToolbar = ({
  address,
  snapshot,
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
  const { allocation, task, stream } = address;
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
      <button type="button" className="lg-tog" aria-pressed={atEnd} {...tip("Stay at the end (f)")} onClick={onFollow}>
        <ArrowDownToLine className="i s" aria-hidden="true" />
        Follow
      </button>
      <button type="button" className="lg-tog" aria-pressed={settings.wrap} {...tip("Wrap lines (w)")} onClick={onWrap}>
        <WrapText className="i s" aria-hidden="true" />
        Wrap
      </button>
      <a
        className={buttonClass({ variant: "ghost", icon: true })}
        href={apiUrl("readLog", { params: { allocation, task, stream }, query: { download: "true" } })}
        download
        aria-label={`Download, ${size}`}
        {...tip(`Download, ${size}`)}
      >
        <Download className="i s" aria-hidden="true" />
      </a>
    </div>
  );
};
