import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import type { LogSnapshot } from "../../lib/log/log-client.ts";
import type { LogSummary } from "../../lib/log/log-messages.ts";
import { LogEmpty, LogNotices } from "./LogNotices.tsx";
import { LogFoot } from "./LogFoot.tsx";
import { LogMap } from "./LogMap.tsx";
import { LogToolbar } from "./LogToolbar.tsx";
import { LogView } from "./LogView.tsx";
import { SelectionBar } from "./SelectionBar.tsx";
import { createLogScroller } from "./log-scroller.ts";
import type { LogScroller } from "./log-scroller.ts";
import type { LogReaderProps } from "./log-reader-props.ts";
import { useLineSelection } from "./use-line-selection.ts";
import type { LineSelection } from "./use-line-selection.ts";
import { useLogKeys } from "./use-log-keys.ts";
import { useLogSearch } from "./use-log-search.ts";

/** Lines that came since the end was last in view. */
const useNewer = ({ lines, phase }: LogSummary, atEnd: boolean): number => {
  const [seen, setSeen] = useState(lines);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    // What is read at first is not new.
    if (atEnd || phase !== "whole" || !opened || lines < seen) setSeen(lines);
    if (phase === "whole") setOpened(true);
  }, [atEnd, lines, phase, opened, seen]);
  return Math.max(0, lines - seen);
};

/** Keeps the settings in step with what is selected and whether the end is shown. */
const useSettingsOf = (props: LogReaderProps, selection: LineSelection, atEnd: boolean): void => {
  const located = useRef(false);
  const tell = useEffectEvent(() => {
    const { settings, onSettings } = props;
    if (selection.range !== null) located.current = true;
    // The address keeps its lines until they are found or others are picked.
    const range = located.current ? selection.range : settings.range;
    onSettings({ ...settings, range, follow: atEnd });
  });
  const key = JSON.stringify(selection.range);
  useEffect(() => {
    tell();
  }, [key, atEnd]);
};

const Overview = ({ snapshot, scroller }: { readonly snapshot: LogSnapshot; readonly scroller: LogScroller }) => {
  const { position, viewport } = useSyncExternalStore(scroller.subscribe, scroller.state);
  const { search, summary } = snapshot;
  return (
    <LogMap
      overview={search.overview}
      total={search.total}
      place={{ rows: summary.rows, position, viewport }}
      onGo={scroller.reveal}
    />
  );
};

const useScroller = (startAtEnd: boolean) => {
  const [scroller] = useState(() => createLogScroller(startAtEnd));
  const atEnd = useSyncExternalStore(scroller.subscribe, () => scroller.state().position.type === "end");
  return { scroller, atEnd };
};

/** An open log: toolbar, rows, foot. */
export const LogReader = (props: LogReaderProps) => {
  const { client, snapshot, settings, onSettings, address, detail } = props;
  const { summary, search } = snapshot;
  const input = useRef<HTMLInputElement>(null);
  const { scroller, atEnd } = useScroller(settings.follow);
  const selection = useLineSelection(client, snapshot, { wanted: settings.wanted, scroller });
  const found = useLogSearch(client, snapshot, { query: settings.query, scroller, jump: settings.range === null });
  const newer = useNewer(summary, atEnd);
  const task = detail?.tasks.find((each) => each.name === address.task);
  useSettingsOf(props, selection, atEnd);

  const follow = (): void => {
    if (atEnd) scroller.hold();
    else scroller.toEnd();
  };
  const wrap = (): void => onSettings({ ...settings, wrap: !settings.wrap });
  const { toStart: start, toEnd: end } = scroller;
  const { next, previous } = found;
  const { move, clear } = selection;
  useLogKeys({ follow, wrap, search: () => input.current?.select(), next, previous, start, end, move, clear });

  return (
    <>
      <LogToolbar {...props} input={input} atEnd={atEnd} found={found} onFollow={follow} onWrap={wrap} />
      <LogNotices summary={summary} removed={selection.removed} fault={search.fault} onRetry={client.catchUp} />
      <div className="lg-view" data-map={search.overview.length > 0 || undefined}>
        <LogView
          client={client}
          scroller={scroller}
          rows={summary.rows}
          wrap={settings.wrap}
          label={`${address.stream} of ${address.task}`}
          selected={selection.rows}
          current={found.current}
          onPick={selection.pick}
        />
        {search.overview.length > 0 ? <Overview snapshot={snapshot} scroller={scroller} /> : null}
        {summary.rows === 0 ? <LogEmpty {...props} task={task} /> : null}
        <SelectionBar
          client={client}
          selection={selection}
          link={props.linkOf({ ...settings, range: selection.range })}
        />
      </div>
      <LogFoot snapshot={snapshot} task={task} atEnd={atEnd} newer={newer} onEnd={end} />
    </>
  );
};
