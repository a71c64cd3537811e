import { memo } from "react";
import { number, plural } from "../../lib/plural.ts";
import { Status } from "../../ui/Status.tsx";
import { statusOf } from "../rollout/rollout-words.ts";
import { clockText } from "./rehearsal-words.ts";
import type { Timeline } from "./timeline.ts";
import "../../ui/list.css";

const mostBatches = 100;

type Props = { readonly timeline: Timeline; readonly time: number; readonly onTime: (time: number) => void };

const At = ({
  at,
  endsAt,
  onTime,
}: {
  readonly at: number;
  readonly endsAt: number;
  readonly onTime: (time: number) => void;
}) => (
  <button type="button" className="link m" onClick={() => onTime(at)}>
    <span className="vh">Go to </span>
    {clockText(at, endsAt)}
  </button>
);

const Events = ({ timeline, time, onTime }: Props) => {
  const { events } = timeline.summary;
  if (events.length === 0)
    return <p className="rh-none two">No rollout brings it about, so there are no events: see the batches.</p>;
  const last = events.findLastIndex(({ at }) => at <= time);
  return (
    <table className="lst rh-events" aria-label="Events of the rehearsal">
      <thead>
        <tr>
          <th scope="col" className="rh-at">
            After
          </th>
          <th scope="col" className="rh-version">
            Version
          </th>
          <th scope="col" className="rh-status">
            Status
          </th>
          <th scope="col">What happens</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event, row) => {
          const { shape, word } = statusOf({ status: event.status, awaitsPromotion: false });
          return (
            // Events have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={row} aria-current={row === last ? "step" : undefined} data-past={row <= last || undefined}>
              <td className="rh-at">
                <At at={event.at} endsAt={timeline.endsAt} onTime={onTime} />
              </td>
              <td className="rh-version m">v{event.version}</td>
              <td className="rh-status">
                <Status state={shape} word={word} />
              </td>
              <td className="rh-text">{event.text}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

const Batches = memo(({ timeline, onTime }: Omit<Props, "time">) => {
  const { summary, endsAt } = timeline;
  const { batches, batchCount } = summary;
  return (
    <details className="rh-more">
      <summary>{plural(batchCount, "batch", "batches")}, and the lowest capacity of each group</summary>
      <table className="lst" aria-label="Batches of the rehearsal">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Instances</th>
            <th scope="col">Version</th>
            <th scope="col">Begins</th>
            <th scope="col">Done</th>
          </tr>
        </thead>
        <tbody>
          {batches.slice(0, mostBatches).map((batch, row) => (
            // Batches have no identity but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={row}>
              <td className="m">{batch.group}</td>
              <td>
                {number(batch.instances)}
                {batch.canaries ? " canaries" : ""}
              </td>
              <td className="m">v{batch.version}</td>
              <td>
                <At at={batch.begin} endsAt={endsAt} onTime={onTime} />
              </td>
              <td>{batch.end === null ? "not by the end" : <At at={batch.end} endsAt={endsAt} onTime={onTime} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {batchCount > mostBatches ? (
        <p className="rh-none meta">and {number(batchCount - Math.min(mostBatches, batches.length))} more batches</p>
      ) : null}
      <ul className="rh-lows">
        {Object.entries(summary.lowest.groups).map(([group, low]) => (
          <li key={group}>
            <b className="m">{group}</b> {number(low.instances)} in service at the lowest, at{" "}
            {clockText(low.at, endsAt)}; {number(low.before)} before, {number(low.after)} in the end
          </li>
        ))}
      </ul>
    </details>
  );
});

/** The rehearsal as text: what happens when, and what is set going together. */
export const RehearsalTables = (props: Props) => (
  <div className="rh-tables">
    <Events {...props} />
    <Batches timeline={props.timeline} onTime={props.onTime} />
  </div>
);
