import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import type { SavedPlan } from "../model/saved-plan.ts";
import { uuidOf } from "../uuid.ts";
import type { Evolution } from "./evolution.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

const put = (on: Evolution, changed: SavedPlan): void => {
  const plan = { ...changed, modifyIndex: on.index };
  on.state.savedPlans.set(plan.key, plan);
  on.touched.savedPlans.set(plan.key, plan);
  on.state.indexes.plans = on.index;
};

const known = (on: Evolution, key: number): SavedPlan => must(on.state.savedPlans.get(key), "plan");

export const evolvePlanSaved = (on: Evolution, event: Of<"planSaved">): void => {
  const { state } = on;
  const { type: _, plan: key, origin, ...planned } = event;
  state.next.plan = Math.max(state.next.plan, key + 1);
  put(on, {
    ...planned,
    key,
    id: uuidOf(state.seed, "plan", key),
    author: origin,
    status: "open",
    review: null,
    applied: null,
    createdAt: on.at,
    createIndex: on.index,
    modifyIndex: on.index,
  });
};

export const evolvePlanReviewed = (on: Evolution, event: Of<"planReviewed">): void => {
  const { approves, comment, origin } = event;
  put(on, {
    ...known(on, event.plan),
    status: approves ? "approved" : "rejected",
    review: { approves, comment, by: origin, at: on.at },
  });
};

export const evolvePlanApplied = (on: Evolution, event: Of<"planApplied">): void => {
  const { origin, version, reviewed } = event;
  put(on, {
    ...known(on, event.plan),
    status: "applied",
    applied: { by: origin, at: on.at, index: on.index, version, reviewed },
  });
};

export const evolveNamespaceRulesChanged = ({ state }: Evolution, event: Of<"namespaceRulesChanged">): void => {
  const { [event.namespace]: _, ...others } = state.settings.namespaces;
  const isUsual = !event.rules.approval;
  // Built from entries: a namespace may be named like something every object inherits.
  const namespaces = Object.fromEntries([
    ...Object.entries(others),
    ...(isUsual ? [] : [[event.namespace, event.rules] as const]),
  ]);
  state.settings = { ...state.settings, namespaces };
};
