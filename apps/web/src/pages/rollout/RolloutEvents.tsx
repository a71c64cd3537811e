import type { DeploymentDetail } from "@longshore/api/deployments";
import { keptDeploymentEvents } from "@longshore/core/model";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { originText } from "../jobs/OriginText.tsx";
import { statusOf } from "./rollout-words.ts";

/** What happened to it, newest first, and who asked for it. */
export const RolloutEvents = ({ events }: Pick<DeploymentDetail, "events">) => {
  const newestFirst = events.map((event, at) => ({ event, at })).toReversed();
  return (
    <section className="ro-sec" aria-label="Events">
      <h2>Events</h2>
      <ol className="ro-events" aria-label="Events, newest first">
        {newestFirst.map(({ event, at }) => (
          <li key={at}>
            <span className="ro-when">
              <Time at={event.at} form="clock" />
            </span>
            <StatusShape state={statusOf({ status: event.status, awaitsPromotion: false }).shape} />
            <span className="ro-what">
              {event.text}
              {event.by === null ? null : <span className="two">, {originText(event.by)}</span>}
            </span>
          </li>
        ))}
      </ol>
      {events.length >= keptDeploymentEvents ? (
        <p className="meta">Only the last {keptDeploymentEvents} events are kept.</p>
      ) : null}
    </section>
  );
};
