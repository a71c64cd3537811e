import type { TaskDetail } from "@longshore/api/allocations";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { eventShape } from "./event-shape.ts";

/** How many events the server keeps of a task. */
const kept = 20;

/** What happened to a task, newest first: what one looks for is what happened last. */
export const TaskEvents = ({ task }: { readonly task: TaskDetail }) => {
  const { events } = task;
  const newestFirst = events.map((event, at) => ({ event, at })).toReversed();
  return (
    <>
      <ol className="al-events" aria-label={`Events of ${task.name}, newest first`}>
        {newestFirst.map(({ event, at }) => (
          <li key={`${String(event.at)}/${String(at)}`}>
            <span className="al-when">
              <Time at={event.at} form="clock" />
            </span>
            <StatusShape state={eventShape(events, at)} />
            <span className="al-what">
              <b className="med">{event.type}</b>{" "}
              <span className="two">
                {event.message}
                {event.failsTask === true ? ". The task failed by this" : ""}
              </span>
              {task.attempt > 1 ? <span className="al-attempt">attempt {event.attempt}</span> : null}
            </span>
          </li>
        ))}
      </ol>
      {events.length >= kept ? <p className="meta al-more">Only the last {kept} events are kept.</p> : null}
    </>
  );
};
