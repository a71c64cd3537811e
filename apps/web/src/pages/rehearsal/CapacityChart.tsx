import { memo } from "react";
import { number } from "../../lib/plural.ts";
import { tip } from "../../ui/tip.ts";
import { chartHeight, chartWidth, stepArea, stepLine, xOf, yOf } from "./chart-path.ts";
import { clockText } from "./rehearsal-words.ts";
import type { Point, Timeline } from "./timeline.ts";

/** Lanes and bars drawn; the table tells all of them. */
const mostLanes = 8;
const mostBars = 200;
/** The part of the whole below which a bar has no room for its number. */
const narrowBar = 0.03;

const inService = ({ old, fresh }: Point): number => old + fresh;
const withMoving = (point: Point): number => inService(point) + point.moving;

const mostOf = ({ points, summary }: Timeline): number =>
  points.reduce((most, point) => Math.max(most, withMoving(point)), Math.max(1, summary.lowest.before));

const percent = (part: number, whole: number): string => `${String(whole === 0 ? 0 : (100 * part) / whole)}%`;

/** Capacity over the time of the rehearsal, at its lowest point marked. It does not change while it is played. */
const Curves = memo(({ timeline, most }: { readonly timeline: Timeline; readonly most: number }) => {
  const { points, endsAt } = timeline;
  const by = { endsAt, most };
  return (
    <svg
      className="rh-svg"
      viewBox={`0 0 ${String(chartWidth)} ${String(chartHeight)}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className="rh-moving" d={stepLine(points, { ...by, of: withMoving })} />
      <path className="rh-all" d={stepArea(points, { ...by, of: inService })} />
      <path className="rh-fresh" d={stepArea(points, { ...by, of: ({ fresh }) => fresh })} />
      <path className="rh-line all" d={stepLine(points, { ...by, of: inService })} />
      <path className="rh-line fresh" d={stepLine(points, { ...by, of: ({ fresh }) => fresh })} />
    </svg>
  );
});

const Lowest = ({ timeline, most }: { readonly timeline: Timeline; readonly most: number }) => {
  const { lowest } = timeline.summary;
  const { endsAt } = timeline;
  if (lowest.instances >= lowest.before) return null;
  const isRight = xOf(lowest.at, endsAt) > chartWidth / 2;
  return (
    <span
      className="rh-lowest"
      data-right={isRight || undefined}
      style={{ left: percent(lowest.at, endsAt), top: percent(yOf(lowest.instances, most), chartHeight) }}
    >
      <i aria-hidden="true" />
      <span>
        lowest {number(lowest.instances)} at {clockText(lowest.at, endsAt)}
      </span>
    </span>
  );
};

const Batches = memo(({ timeline }: { readonly timeline: Timeline }) => {
  const { summary, endsAt } = timeline;
  const shown = summary.batches.slice(0, mostBars);
  const lanes = [...new Set(shown.map(({ group }) => group))].slice(0, mostLanes);
  return (
    <div className="rh-lanes" aria-hidden="true">
      {lanes.map((lane) => (
        <div key={lane} className="rh-lane">
          <span className="m ell">{lane}</span>
          <div>
            {shown
              .filter(({ group }) => group === lane)
              .map(({ begin, end, instances, canaries, version }) => (
                <span
                  key={`${String(begin)} ${String(version)} ${String(canaries)}`}
                  className="rh-batch"
                  data-canaries={canaries || undefined}
                  data-open={end === null || undefined}
                  style={{ left: percent(begin, endsAt), width: percent((end ?? endsAt) - begin, endsAt) }}
                  {...tip(
                    `${canaries ? "Canaries" : "Batch"} of ${number(instances)}, v${String(version)}: ${clockText(begin, endsAt)} to ${end === null ? "the end, and not done" : clockText(end, endsAt)}`,
                  )}
                >
                  {((end ?? endsAt) - begin) / Math.max(1, endsAt) < narrowBar ? null : number(instances)}
                </span>
              ))}
          </div>
        </div>
      ))}
    </div>
  );
});

/** Capacity over time with the batches below it, and the slider that goes through it. */
export const CapacityChart = ({
  timeline,
  tick,
  time,
  onTime,
}: {
  readonly timeline: Timeline;
  readonly tick: number;
  readonly time: number;
  readonly onTime: (time: number) => void;
}) => {
  const most = mostOf(timeline);
  const { endsAt } = timeline;
  const point = timeline.points[tick] ?? { at: 0, old: 0, fresh: 0, moving: 0 };
  const now = `${number(inService(point))} in service: ${number(point.old)} old, ${number(point.fresh)} new; ${number(point.moving)} on the way`;
  return (
    <div className="rh-chart">
      <p className="rh-now">
        <b>{number(inService(point))} in service</b>
        <span>
          <i className="rh-key old" aria-hidden="true" /> {number(point.old)} old
        </span>
        <span>
          <i className="rh-key fresh" aria-hidden="true" /> {number(point.fresh)} new
        </span>
        <span>
          <i className="rh-key moving" aria-hidden="true" /> {number(point.moving)} on the way
        </span>
      </p>
      <div className="rh-plot">
        <span className="rh-axis" aria-hidden="true">
          {number(most)}
        </span>
        <span className="rh-axis zero" aria-hidden="true">
          0
        </span>
        <Curves timeline={timeline} most={most} />
        <Lowest timeline={timeline} most={most} />
        <i className="rh-head" aria-hidden="true" style={{ left: percent(time, endsAt) }} />
        <input
          type="range"
          className="rh-scrub"
          aria-label="Time of the rehearsal"
          aria-valuetext={`${clockText(time, endsAt)} of ${clockText(endsAt, endsAt)}, ${now}`}
          min={0}
          max={Math.max(1, endsAt)}
          step={1}
          value={time}
          onChange={(event) => onTime(Number(event.target.value))}
        />
      </div>
      <Batches timeline={timeline} />
    </div>
  );
};
