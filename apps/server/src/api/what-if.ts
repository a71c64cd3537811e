import { whatIfRequest, type WhatIfReply, type WhatIfRequest } from "@longshore/api/what-if";
import type { WhatIf, WhatIfQuestion } from "@longshore/core/model";
import { planWhatIf } from "@longshore/core/plans/what-if";
import { mayUse, requireNamespace } from "./access.ts";
import { whyNotPlaced } from "./evaluation-view.ts";
import { json, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { nodeNames } from "./node-view.ts";
import { nodesById } from "./nodes-by-id.ts";
import { rejected } from "./problem.ts";

const questionOf = (asked: WhatIfRequest): WhatIfQuestion =>
  asked.type === "drain" ? { ...asked, ignoreSystemJobs: asked.ignoreSystemJobs ?? false } : asked;

/** Whoever pushes out what is seen may itself not be seen. */
const visibleJob = (
  job: WhatIf["jobs"][number],
  sees: (namespace: string) => boolean,
): WhatIfReply["jobs"][number] => ({
  ...job,
  instances: job.instances.map((one) =>
    one.preemptedBy === null || sees(one.preemptedBy.namespace)
      ? one
      : { ...one, preemptedBy: { namespace: "", id: "" } },
  ),
  failures: Object.entries(job.failures).map(([group, metrics]) => ({
    group,
    why: whyNotPlaced(metrics),
    metrics: metrics as WhatIfReply["jobs"][number]["failures"][number]["metrics"],
  })),
});

export const whatIf: Handler = async ({ kernel, whatIfBeside, now }, request) => {
  const question = questionOf(bodyOf(whatIfRequest, request));
  const principal = principalOf(request);
  if (question.type === "count")
    requireNamespace(principal, question.namespace, `job "${question.id}" in namespace "${question.namespace}"`);
  const found = (await whatIfBeside(question)) ?? planWhatIf(kernel.view(), question, now());
  if (!found.ok) throw rejected(found.rejection);
  const { jobs, index, counts, isWhole } = found.value;
  const sees = (namespace: string): boolean => mayUse(principal, namespace);
  const [seen, hidden] = [jobs.filter((job) => sees(job.namespace)), jobs.filter((job) => !sees(job.namespace))];
  const named = seen.flatMap(({ instances, failures }) => [
    ...instances.flatMap(({ from, to }) => [from, to].filter((node) => node !== null)),
    ...Object.values(failures).flatMap(({ scores }) => scores.map(({ nodeId }) => nodeId)),
  ]);
  const reply: WhatIfReply = {
    index,
    counts,
    jobs: seen.map((job) => visibleJob(job, sees)),
    hidden: { jobs: hidden.length, instances: hidden.reduce((sum, { instances }) => sum + instances.length, 0) },
    isWhole,
    nodes: nodeNames(nodesById(kernel.view()), named),
  };
  return json(reply);
};
