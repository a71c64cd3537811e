import type { Event } from "../event.ts";
import { noGarbage, type Gone } from "../model/garbage.ts";
import { instanceKey, versionKey, type State } from "../state.ts";
import type { Evolution } from "./evolution.ts";
import { removeJob } from "./jobs.ts";

type Forget<K extends Gone["kind"]> = (state: State, key: Extract<Gone, { readonly kind: K }>["key"]) => string;

/** Takes a record out of the state, and gives the name of its row. What is left of a job's name stands in rows alone. */
const forgets: { readonly [K in Exclude<Gone["kind"], "jobs">]: Forget<K> } = {
  allocations: (state, key) => {
    state.allocations.delete(key);
    return String(key);
  },
  evaluations: (state, key) => {
    state.evaluations.delete(key);
    return String(key);
  },
  deployments: (state, key) => {
    state.deployments.delete(key);
    return String(key);
  },
  plans: (state, key) => {
    state.savedPlans.delete(key);
    return String(key);
  },
  versions: (state, { job, version }) => {
    const key = versionKey(job, version);
    state.specs.delete(key);
    return key;
  },
  instances: (state, { job, group, index }) => {
    const key = instanceKey(job, group, index);
    state.instances.delete(key);
    return key;
  },
  names: (_state, key) => String(key),
};

export const evolveGarbageCollected = (
  on: Evolution,
  event: Extract<Event, { readonly type: "garbageCollected" }>,
): void => {
  const { jobs, ...garbage } = { ...noGarbage, ...event.garbage };
  for (const key of jobs) removeJob(on, key);
  for (const kind of Object.keys(garbage) as (keyof typeof garbage)[])
    for (const key of garbage[kind]) {
      const row = (forgets[kind] as Forget<typeof kind>)(on.state, key as never);
      on.touched.gone.set(`${kind}/${row}`, { kind, key } as Gone);
    }
};
