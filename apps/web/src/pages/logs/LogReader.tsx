import type { AllocationDetail } from "@longshore/api/allocations";
import { useEffect, useRef, useState } from "react";
import type { LogClient, LogSnapshot } from "../../lib/log/log-client.ts";
import type { LogAddress } from "../../lib/log/log-source.ts";
import { LogEmpty, LogNotices } from "./LogNotices.tsx";
import { LogFoot } from "./LogFoot.tsx";
import { LogMap } from "./LogMap.tsx";
import { LogToolbar } from "./LogToolbar.tsx";
import { LogView } from "./LogView.tsx";
import { SelectionBar } from "./SelectionBar.tsx";
import type { LogSettings } from "./log-settings.ts";
import { useLineSelection } from "./use-line-selection.ts";
import { useLogKeys } from "./use-log-keys.ts";
import { useLogScroll } from "./use-log-scroll.ts";
import { useLogSearch } from "./use-log-search.ts";

export type LogReaderProps = {
  readonly client: LogClient;
  readonly snapshot: LogSnapshot;
  readonly address: LogAddress;
  readonly detail: AllocationDetail | undefined;
  readonly settings: LogSettings;
  readonly onSettings: (settings: LogSettings) => void;
  readonly onStream: (stream: "stdout" | "stderr") => void;
  /** The address of what is shown, for copying. */
  readonly linkOf: (settings: LogSettings) => string;
};

/** Lines that came since the end was last in view. */
const useNewer = (lines: number, atEnd: boolean): number => {
  const [seen, setSeen] = useState(lines);
  useEffect(() => {
    if (atEnd || lines < seen) setSeen(lines);
  }, [atEnd, lines, seen]);
  return Math.max(0, lines - seen);
};

/** An open log: toolbar, rows, foot. */
export const LogReader = (props: LogReaderProps) => {
  const { client, snapshot, settings, onSettings, address, detail } = props;
  const { summary, search } = snapshot;
  const input = useRef<HTMLInputElement>(null);
  const scroll = useLogScroll({ rows: summary.rows, wrap: settings.wrap, startAtEnd: settings.follow });
  const atEnd = scroll.position.type === "end";
  const selection = useLineSelection(client, snapshot, { wanted: settings.range, scroll });
  const found = useLogSearch(client, snapshot, { query: settings.query, scroll, jump: settings.range === null });
  const newer = useNewer(summary.lines, atEnd);
  const task = detail?.tasks.find((each) => each.name === address.task);

  const toggleFollow = (): void => {
    if (atEnd) scroll.hold();
    else scroll.toEnd();
  };
  const toggleWrap = (): void => onSettings({ ...settings, wrap: !settings.wrap });

  useLogKeys({
    follow: toggleFollow,
    wrap: toggleWrap,
    search: () => {
      input.current?.focus();
      input.current?.select();
    },
    next: found.next,
    previous: found.previous,
    start: scroll.toStart,
    end: scroll.toEnd,
    move: selection.move,
    clear: selection.clear,
  });

  const rangeKey = JSON.stringify(selection.range);
  const latest = useRef({ settings, onSettings, range: selection.range });
  useEffect(() => {
    latest.current = { settings, onSettings, range: selection.range };
  });
  const first = useRef(true);
  useEffect(() => {
    const now = latest.current;
    // The address keeps its lines until they are found or others are picked.
    if (!(first.current && now.range === null)) now.onSettings({ ...now.settings, range: now.range, follow: atEnd });
    first.current = first.current && now.range === null;
  }, [rangeKey, atEnd]);

  return (
    <>
      <LogToolbar {...props} input={input} atEnd={atEnd} found={found} onFollow={toggleFollow} onWrap={toggleWrap} />
      <LogNotices summary={summary} removed={selection.removed} fault={search.fault} onRetry={client.catchUp} />
      <div className="lg-view" data-map={search.overview.length > 0 || undefined}>
        <LogView
          client={client}
          scroll={scroll}
          wrap={settings.wrap}
          label={`${address.stream} of ${address.task}`}
          selected={selection.rows}
          current={found.current}
          onPick={selection.pick}
        />
        {search.overview.length > 0 ? (
          <LogMap
            overview={search.overview}
            total={search.total}
            rows={summary.rows}
            drawn={scroll.drawn}
            onGo={scroll.reveal}
          />
        ) : null}
        {summary.rows === 0 ? (
          <div className="lg-empty">
            <LogEmpty
              summary={summary}
              stream={address.stream}
              detail={detail}
              task={task}
              otherStream={() => props.onStream(address.stream === "stdout" ? "stderr" : "stdout")}
            />
          </div>
        ) : null}
        <SelectionBar
          client={client}
          selection={selection}
          link={props.linkOf({ ...settings, range: selection.range })}
        />
      </div>
      <LogFoot snapshot={snapshot} task={task} atEnd={atEnd} newer={newer} onEnd={scroll.toEnd} />
    </>
  );
};
