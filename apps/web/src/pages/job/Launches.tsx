import type { JobDetail } from "@longshore/api/jobs";
import type { Launches as LaunchesOf } from "@longshore/api/launches";
import { Link } from "react-router-dom";
import { capital } from "../../lib/capital.ts";
import { missedCount, missedRule } from "../../lib/missed-runs.ts";
import { number, plural } from "../../lib/plural.ts";
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

const lastBy = ({ launches }: JobDetail, forced: boolean): string => {
  if (launches !== null && launches.parameters !== null) return "dispatched";
  return forced ? "by hand" : "by its schedule";
};

const Last = ({ job, last }: { readonly job: JobDetail; readonly last: LaunchesOf["last"] }) => (
  <>
    <dt>Last</dt>
    <dd>
      {last === null ? (
        "Not launched yet"
      ) : (
        <>
          <Time at={last.at} />, {lastBy(job, last.forced)}:{" "}
          <Link className="link m" to={jobPath(job.namespace, last.child)}>
            {last.child}
          </Link>
        </>
      )}
    </dd>
  </>
);

/** The rule for what comes due while nobody looks, and what was lost by it. */
const Missed = ({ schedule, missed }: { readonly schedule: Schedule; readonly missed: LaunchesOf["missed"] }) => (
  <>
    <dt>Missed</dt>
    <dd>
      {missedRule(schedule)}.
      {missed === null ? null : (
        <p>
          {missedCount(missed.count)} not made up for, due between{" "}
          <span className="nowrap">
            <Time at={missed.from} form="full" />
          </span>{" "}
          and{" "}
          <span className="nowrap">
            <Time at={missed.until} form="full" />
          </span>
          , noticed <Time at={missed.noticedAt} />
          {missed.times > 1 ? `; launches were missed ${number(missed.times)} times so far` : ""}.
        </p>
      )}
    </dd>
  </>
);

const keyList = (keys: readonly string[]): React.ReactNode =>
  keys.map((key, at) => (
    <span key={key}>
      {at === 0 ? "" : ", "}
      <code className="m">{key}</code>
    </span>
  ));

/** What a dispatch has to give, and may. */
const Takes = ({ parameters }: { readonly parameters: NonNullable<LaunchesOf["parameters"]> }) => {
  const { payload, metaRequired, metaOptional } = parameters;
  return (
    <>
      <dt>Payload</dt>
      <dd>{capital(payload)}</dd>
      <dt>Meta</dt>
      <dd>
        {metaRequired.length + metaOptional.length === 0 ? "Takes none" : null}
        {metaRequired.length === 0 ? null : <>Required: {keyList(metaRequired)}. </>}
        {metaOptional.length === 0 ? null : <>Optional: {keyList(metaOptional)}.</>}
      </dd>
    </>
  );
};

const Skipped = ({ skipped }: { readonly skipped: LaunchesOf["skipped"] }) =>
  skipped === null ? null : (
    <>
      <dt>Left out</dt>
      <dd>
        {plural(skipped.times, "launch", "launches")} so far, the newest <Time at={skipped.at} />: {skipped.why}.
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
  const { schedule, parameters, next, last, skipped, missed } = launches;
  return (
    <section aria-label="Launches">
      <div className="sech launches-head">
        <h2>Launches</h2>
        <span className="meta">
          Nothing runs of this job itself; each {parameters === null ? "launch" : "dispatch"} is a job of its own
        </span>
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
        {parameters === null ? null : <Takes parameters={parameters} />}
        <Last job={job} last={last} />
        <Skipped skipped={skipped} />
        {schedule === null ? null : <Missed schedule={schedule} missed={missed} />}
      </dl>
    </section>
  );
};
