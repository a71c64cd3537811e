import type { JobDetail } from "@longshore/api/jobs";
import { runsPerNode } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { instancesPath } from "../../paths.ts";
import { Link } from "react-router-dom";
import { SegmentedBar, segmentsText } from "../../ui/SegmentedBar.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import "./groups-table.css";

const states = ["queued", "starting", "running", "complete", "failed", "lost"] as const;

/** Where the instances of each group are; every number leads to them. */
export const GroupsTable = ({ job }: { readonly job: JobDetail }) => {
  const perNode = runsPerNode(job.type);
  return (
    <div className="scroll">
      <table className="tg" aria-label="Task groups">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">
              <span className="vh">Instances by state</span>
            </th>
            <th scope="col">wanted</th>
            {states.map((state) => (
              <th key={state} scope="col">
                <StatusShape state={state} />
                {state}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {job.groups.map((group) => (
            <tr key={group.name}>
              <th scope="row" className="m">
                {group.name}
              </th>
              <td className="tg-bar">
                <SegmentedBar counts={group.now} label={group.name} />
                <span className="tg-sum" aria-hidden="true">
                  {segmentsText(group.now)}, {perNode ? "one per node" : `${number(group.count)} wanted`}
                </span>
              </td>
              <td>{perNode ? (job.stop ? 0 : "per node") : number(group.count)}</td>
              {states.map((state) => (
                <td key={state} className={group.now[state] === 0 ? "z" : undefined}>
                  {group.now[state] === 0 || state === "queued" ? (
                    number(group.now[state])
                  ) : (
                    <Link
                      to={instancesPath(job.namespace, job.id, { group: group.name, state })}
                      aria-label={`${String(group.now[state])} ${state} of ${group.name}`}
                    >
                      {number(group.now[state])}
                    </Link>
                  )}
                  {state === "running" && group.now.stopping > 0 ? (
                    <span className="meta"> +{number(group.now.stopping)} stopping</span>
                  ) : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
