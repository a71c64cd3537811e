import { runsPerNode } from "@longshore/core/model";
import type { JobType } from "@longshore/core/model";

type Named = {
  readonly jobType: JobType;
  readonly group: string;
  readonly index: number;
  readonly nodeName: string;
};

/** What tells an instance from the others of its group: its number, or the node of a job that runs once on each. */
export const instanceMark = ({ jobType, index, nodeName }: Omit<Named, "group">): string =>
  runsPerNode(jobType) ? (nodeName === "" ? "a removed node" : nodeName) : String(index);

/** `web[3]`, or `agent[node-7]`. */
export const instanceName = (instance: Named): string => `${instance.group}[${instanceMark(instance)}]`;
