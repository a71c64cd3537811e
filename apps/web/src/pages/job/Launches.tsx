import type { JobDetail } from "@longshore/api/jobs";
import type { Launches as LaunchesOf } from "@longshore/api/launches";
import { Link } from "react-router-dom";
import { missedText } from "../../lib/launch-time.ts";
import { plural } from "../../lib/plural.ts";
import { useNow } from "../../lib/use-now.ts";
import { jobPath } from "../../paths.ts";
import { ScheduledTime } from "../../ui/ScheduledTime.tsx";
import { Time } from "../../ui/Time.tsx";
import "./launches.css";

type Schedule = NonNullable<LaunchesOf["schedule"]>;

const whyNever = (job: JobDetail, schedule: Schedule): string => {
  if (job.stop) return "Nothing is launched: it is stopped.";
  return schedule.enabled
    ? "Never again: the schedule has no more times."
    : "Nothing is launched: its schedule is off.";
};

const Next = ({
  job,
  schedule,
  next,
}: {
  readonly job: JobDetail;
  readonly schedule: Schedule;
  readonly next: LaunchesOf["next"];
}) => {
  const now = useNow();
  // What is due has gone from the server's list once it is launched.
  const times = next.filter((at, place) => at > now || place === next.length - 1);
  return (
    <>
      <dt>Next</dt>
      <dd>
        {times.length === 0 ? (
          whyNever(job, schedule)
        ) : (
          <ol aria-label="Next launches">
            {times.map((at) => (
              <li key={at}>
                <ScheduledTime at={at} timeZone={schedule.timeZone} />
              </li>
            ))}
          </ol>
        )}
      </dd>
    </>
  );
};

const Last = ({ job, last }: { readonly job: JobDetail; readonly last: LaunchesOf["last"] }) => (
  <>
    <dt>Last</dt>
    <dd>
      {last === null ? (
        "Not launched yet"
      ) : (
        <>
          <Time at={last.at} />, {last.forced ? "by hand" : "by its schedule"}:{" "}
          <Link className="link m" to={jobPath(job.namespace, last.child)}>
            {last.child}
          </Link>
          {last.missed === 0 ? null : <p>{missedText(last.missed)}.</p>}
        </>
      )}
    </dd>
  </>
);

const Skipped = ({ skipped }: { readonly skipped: LaunchesOf["skipped"] }) =>
  skipped === null ? null : (
    <>
      <dt>Left out</dt>
      <dd>
        {plural(skipped.times, "launch", "launches")} so far, the newest <Time at={skipped.at} />: {skipped.why}.
        {skipped.missed === 0 ? null : <p>{missedText(skipped.missed)}.</p>}
      </dd>
    </>
  );

const scheduleText = ({ specs, timeZone }: Schedule): React.ReactNode => (
  <>
    {specs.map((spec, at) => (
      <span key={spec}>
        {at === 0 ? "" : " and "}
        <code className="m">{spec}</code>
      </span>
    ))}
    , {timeZone}
  </>
);

/** When children are launched from a job: the times to come, the last one, and what was left out and why. */
export const Launches = ({ job, launches }: { readonly job: JobDetail; readonly launches: LaunchesOf }) => {
  const { schedule, next, last, skipped } = launches;
  return (
    <section aria-label="Launches">
      <div className="sech launches-head">
        <h2>Launches</h2>
        <span className="meta">Nothing runs of this job itself; each launch is a job of its own</span>
      </div>
      <dl className="kv launches">
        {schedule === null ? null : (
          <>
            <dt>Schedule</dt>
            <dd>
              {scheduleText(schedule)}
              {schedule.prohibitOverlap ? "; left out while a child is not finished" : ""}
            </dd>
            <Next job={job} schedule={schedule} next={next} />
          </>
        )}
        <Last job={job} last={last} />
        <Skipped skipped={skipped} />
      </dl>
    </section>
  );
};
