import type { PlanNow, SavedPlanItem } from "@longshore/api/saved-plans";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { number, plural } from "../../lib/plural.ts";
import { jobPath, nodePath, savedPlanPath } from "../../paths.ts";
import { Time } from "../../ui/Time.tsx";
import { originText } from "../jobs/OriginText.tsx";

/** Nodes named one by one; of more the number is told. */
const mostNodes = 10;

type Told = { readonly key: string; readonly text: ReactNode };

const jobMoved = (saved: SavedPlanItem, job: NonNullable<PlanNow["moved"]["job"]>): Told => {
  const versions = (
    <Link className="link" to={jobPath(saved.namespace, saved.jobId, "versions")}>
      {job.from === null
        ? `registered meanwhile, as v${String(job.to)}`
        : job.from === job.to
          ? `changed, and is still v${String(job.to)}`
          : `v${String(job.from)} and is v${String(job.to)}`}
    </Link>
  );
  return {
    key: "job",
    text:
      job.to === null ? (
        "The job was purged"
      ) : (
        <>
          The job was {versions}
          {job.by === null ? "" : `, ${originText(job.by)}`}
          {job.at === null ? null : (
            <>
              , <Time at={job.at} />
            </>
          )}
        </>
      ),
  };
};

const nodeMoved = ({ id, name, from, to }: PlanNow["moved"]["nodes"][number]): Told => ({
  key: `node ${id}`,
  text:
    to === null ? (
      `Node ${name} was removed`
    ) : (
      <>
        Node{" "}
        <Link className="link" to={nodePath(id)}>
          {name}
        </Link>{" "}
        {from === to ? `has changed, and is still ${to}` : `was ${from} and is ${to}`}
      </>
    ),
});

const differs = (saved: SavedPlanItem, words: string, rest: string): Told => ({
  key: rest,
  text: (
    <>
      <Link className="link" to={savedPlanPath(saved.id, { with: "now" })} replace>
        {words}
      </Link>{" "}
      {rest}
    </>
  ),
});

const toldOf = (saved: SavedPlanItem, { job, nodes, comparison }: PlanNow["moved"]): readonly Told[] => {
  const instances = comparison?.total ?? 0;
  const lines = comparison?.lines.length ?? 0;
  return [
    ...(job === null ? [] : [jobMoved(saved, job)]),
    ...(instances === 0
      ? []
      : [
          differs(
            saved,
            plural(instances, "instance"),
            `would fare otherwise than planned${job === null && nodes.length === 0 ? ": other work came or went" : ""}`,
          ),
        ]),
    ...(lines === 0 ? [] : [differs(saved, plural(lines, "line"), "of the definition would change otherwise")]),
    ...nodes.slice(0, mostNodes).map(nodeMoved),
    ...(nodes.length > mostNodes ? [{ key: "nodes", text: `and ${number(nodes.length - mostNodes)} more nodes` }] : []),
  ];
};

/** Each thing that moved since the plan was saved, in words, the most telling first. */
export const Moved = ({ saved, moved }: { readonly saved: SavedPlanItem; readonly moved: PlanNow["moved"] }) => {
  const told = toldOf(saved, moved);
  if (told.length === 0) return <p className="meta">What it rests on has changed.</p>;
  return (
    <ul>
      {told.map(({ key, text }) => (
        <li key={key}>{text}</li>
      ))}
    </ul>
  );
};
