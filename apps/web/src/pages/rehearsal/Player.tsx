import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, Pause, Play } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { KeyboardEvent } from "react";
import type { JobType } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { Button } from "../../ui/Button.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { CapacityChart } from "./CapacityChart.tsx";
import { InstanceCells } from "./InstanceCells.tsx";
import { RehearsalTables } from "./RehearsalTables.tsx";
import { cellSize, clockText, rehearsalSentence, speeds, stateWords, timesText } from "./rehearsal-words.ts";
import { countsOf, createCursor, stateNames, tickAt } from "./timeline.ts";
import type { Snapshot, Timeline } from "./timeline.ts";
import { usePlayback } from "./use-playback.ts";

type Playback = ReturnType<typeof usePlayback>;

const Transport = ({ timeline, playback }: { readonly timeline: Timeline; readonly playback: Playback }) => {
  const { endsAt } = timeline;
  const { time, isPlaying, toggle, step, goTo, pause, speed, setSpeed } = playback;
  const jump = (to: number) => () => {
    pause();
    goTo(to);
  };
  const why = { first: time <= 0 ? "This is the beginning" : null, last: time >= endsAt ? "This is the end" : null };
  return (
    <div className="rh-transport" role="group" aria-label="Play the rehearsal">
      <Button variant="ghost" icon aria-label="To the beginning" disabledWhy={why.first} onClick={jump(0)}>
        <ChevronFirst className="i s" aria-hidden="true" />
      </Button>
      <Button variant="ghost" icon aria-label="A step back" disabledWhy={why.first} onClick={() => step(-1)}>
        <ChevronLeft className="i s" aria-hidden="true" />
      </Button>
      <Button icon className="rh-play" aria-label={isPlaying ? "Pause" : "Play"} onClick={toggle}>
        {isPlaying ? <Pause className="i s" aria-hidden="true" /> : <Play className="i s" aria-hidden="true" />}
      </Button>
      <Button variant="ghost" icon aria-label="A step on" disabledWhy={why.last} onClick={() => step(1)}>
        <ChevronRight className="i s" aria-hidden="true" />
      </Button>
      <Button variant="ghost" icon aria-label="To the end" disabledWhy={why.last} onClick={jump(endsAt)}>
        <ChevronLast className="i s" aria-hidden="true" />
      </Button>
      <span className="rh-clock m">
        <b>{clockText(time, endsAt)}</b> / {clockText(endsAt, endsAt)}
      </span>
      <label className="rh-speed">
        <span className="two">Speed</span>
        <select className="input" value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
          {speeds.map((each) => (
            <option key={each} value={each}>
              {number(each)}×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
};

/** How many instances are in which state at this moment: the legend of the cells. */
const Legend = ({ snapshot }: { readonly snapshot: Snapshot }) => {
  const isSigns = cellSize(snapshot.state.length) !== "numbered";
  const counts = countsOf(snapshot);
  return (
    <ul className="rh-legend" aria-label="Instances at this moment">
      {stateNames
        .filter((name) => (counts.get(name) ?? 0) > 0)
        .map((name) => (
          <li key={name}>
            {isSigns ? (
              <span className="rh-sign m" data-s={name} aria-hidden="true">
                {stateWords[name].sign}
              </span>
            ) : (
              <StatusShape state={stateWords[name].shape} />
            )}
            <b>{number(counts.get(name) ?? 0)}</b> {stateWords[name].word}
          </li>
        ))}
    </ul>
  );
};

/** Space plays and pauses, arrows step, Home and End go to either end, wherever the focus is that does not take these keys itself. */
const onKey = (event: KeyboardEvent, { toggle, step, goTo, pause }: Playback, endsAt: number): void => {
  const target = event.target as HTMLElement;
  const isScrubber = target.matches("input[type=range]");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!isScrubber && target.matches("input, select, textarea, summary")) return;
  const jump = (to: number) => (): void => {
    pause();
    goTo(to);
  };
  const acts: Readonly<Record<string, (() => void) | undefined>> = {
    ...(target.matches("button") ? {} : { " ": toggle }),
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    Home: jump(0),
    End: jump(endsAt),
    ...(isScrubber ? { ArrowUp: () => step(1), ArrowDown: () => step(-1) } : {}),
  };
  const act = acts[event.key];
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act();
};

/** A rehearsal to be looked at: played, or gone through by hand. */
export const Player = ({ timeline, jobType }: { readonly timeline: Timeline; readonly jobType: JobType }) => {
  const playback = usePlayback(timeline);
  const player = useRef<HTMLDivElement>(null);
  // What was pressed to come here may be gone: the keys go on working.
  useEffect(() => {
    if (document.activeElement === document.body)
      player.current?.querySelector<HTMLElement>("input[type=range]")?.focus({ preventScroll: true });
  }, []);
  const cursor = useMemo(() => createCursor(timeline), [timeline]);
  const tick = tickAt(timeline, playback.time);
  const snapshot = cursor(tick);
  return (
    // Keys that reach it have not been taken by the control that has the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={player} className="rh-player" onKeyDown={(event) => onKey(event, playback, timeline.endsAt)}>
      <p className="sum" role="status">
        {rehearsalSentence(timeline)}
      </p>
      <div className="rh-bar">
        <Transport timeline={timeline} playback={playback} />
        <Legend snapshot={snapshot} />
      </div>
      <CapacityChart timeline={timeline} tick={tick} time={playback.time} onTime={playback.goTo} />
      <InstanceCells timeline={timeline} snapshot={snapshot} tick={tick} jobType={jobType} />
      <RehearsalTables timeline={timeline} time={playback.time} onTime={playback.goTo} />
      <p className="rh-rests meta">
        Seed {timeline.header.seed}, worked out at index {number(timeline.header.index)}.{" "}
        {timesText(timeline.header.times)}
      </p>
    </div>
  );
};
