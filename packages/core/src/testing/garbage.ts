import type { Garbage } from "../model/garbage.ts";
import type { State } from "../state.ts";

const keysOf = <K>(table: { readonly entries: () => Iterable<readonly [K, unknown]> }): readonly K[] =>
  [...table.entries()].map(([key]) => key);

/** Every record there is, as a candidate, but for what an allocation that is still there belongs to. */
export const everything = (state: State): Garbage => {
  const allocations = [...state.allocations.entries()].map(([, one]) => one);
  const evaluations = new Set(allocations.map(({ evaluation }) => evaluation));
  const deployments = new Set(allocations.map(({ rollout }) => rollout?.deployment));
  return {
    ...all(state),
    evaluations: keysOf(state.evaluations).filter((key) => !evaluations.has(key)),
    deployments: keysOf(state.deployments).filter((key) => !deployments.has(key)),
  };
};

const all = (state: State): Omit<Garbage, "evaluations" | "deployments"> => ({
  jobs: keysOf(state.jobs),
  allocations: keysOf(state.allocations),
  plans: keysOf(state.savedPlans),
  versions: keysOf(state.specs).map((key) => {
    const [job, version] = key.split("/");
    return { job: Number(job), version: Number(version) };
  }),
  instances: keysOf(state.instances).map((key) => {
    const [job = "", index = ""] = key.split("/", 2);
    return { job: Number(job), index: Number(index), group: key.slice(job.length + index.length + 2) };
  }),
  names: [],
});
