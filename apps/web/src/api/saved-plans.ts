import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Change, PlanReply } from "@longshore/api/plans";
import type {
  PlannedInstances,
  PlanNow,
  PlansCompared,
  SavedPlanDetail,
  SavedPlanItem,
  SavedPlanList,
  SavedPlanReply,
} from "@longshore/api/saved-plans";
import { useEffect, useRef } from "react";
import { call } from "./client.ts";
import { onLiveChange } from "./live.ts";
import type { ListParams } from "./queries.ts";

export const plansQuery = (query: ListParams) =>
  queryOptions({
    queryKey: ["plans", query],
    queryFn: ({ signal }) => call<SavedPlanList>("listPlans", { query, signal }),
    placeholderData: keepPreviousData,
  });

export const savedPlanQuery = (plan: string) =>
  queryOptions({
    queryKey: ["saved-plan", plan],
    queryFn: ({ signal }) => call<SavedPlanDetail>("getPlan", { params: { plan }, signal }),
  });

const pageSize = 1000;

/** What it would do instance by instance: that never changes, so it is read once, page by page. */
export const plannedInstancesQuery = (plan: string) =>
  queryOptions({
    queryKey: ["planned-instances", plan],
    queryFn: async ({ signal }): Promise<Pick<PlanReply, "instances" | "nodes">> => {
      const instances: PlanReply["instances"][number][] = [];
      let nodes: PlanReply["nodes"] = {};
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: PlannedInstances = await call<PlannedInstances>("listPlannedInstances", {
          params: { plan },
          query: { cursor, limit: pageSize },
          signal,
        });
        instances.push(...page.items);
        nodes = { ...nodes, ...page.nodes };
        cursor = page.next;
      }
      return { instances, nodes };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Differences told by one answer. */
const differences = 200;

const nowKey = (plan: string) => ["plan-now", plan] as const;

/** Whether it is still true, and what moved. Its key is its own: anything that changes may move it, not only the plan. */
export const planNowQuery = (plan: string) =>
  queryOptions({
    queryKey: nowKey(plan),
    queryFn: ({ signal }) => call<PlanNow>("getPlanNow", { params: { plan }, query: { limit: differences }, signal }),
    staleTime: 0,
  });

/** Two plans side by side, page by page of the instances that differ. */
export const comparedQuery = (plan: string, other: string) =>
  infiniteQueryOptions({
    queryKey: ["plans-compared", plan, other],
    queryFn: ({ signal, pageParam }) =>
      call<PlansCompared>("comparePlans", {
        params: { plan, other },
        query: { from: pageParam, limit: differences },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const shown = pages.reduce((sum, page) => sum + page.instances.length, 0);
      return shown < total ? shown : null;
    },
  });

/** A look at a plan is not begun sooner than this after the last one ended, nor than ten times what that one took. */
const shortestPauseMs = 1000;

/**
 * What a plan is now, looked at again whenever something has changed: a job, a node, or what other work leaves of one. Each look
 * plans the change anew, so there is a pause between two of them.
 */
export const usePlanNow = (plan: string, isPending: boolean) => {
  const client = useQueryClient();
  const query = useQuery({ ...planNowQuery(plan), enabled: isPending });
  const { isFetching } = query;
  const look = useRef({ isFetching, began: 0, took: 0, ended: 0 });
  useEffect(() => {
    const { current } = look;
    if (isFetching && !current.isFetching) current.began = performance.now();
    if (!isFetching && current.isFetching) {
      current.ended = performance.now();
      current.took = current.ended - current.began;
    }
    current.isFetching = isFetching;
  }, [isFetching]);
  useEffect(() => {
    if (!isPending) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (): void => {
      const { isFetching: isLooking, took, ended } = look.current;
      const pause = Math.max(shortestPauseMs, 10 * took);
      const wait = isLooking ? pause : Math.max(0, ended + pause - performance.now());
      timer = setTimeout(() => {
        timer = undefined;
        // The look under way may have begun before what changed.
        if (look.current.isFetching) again();
        else void client.invalidateQueries({ queryKey: nowKey(plan) });
      }, wait);
    };
    const stop = onLiveChange(() => {
      if (timer === undefined) again();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, plan, isPending]);
  return query;
};

const refreshed = (
  client: ReturnType<typeof useQueryClient>,
  plan: Pick<SavedPlanItem, "id" | "namespace" | "jobId">,
) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ["plans"] }),
    client.invalidateQueries({ queryKey: ["saved-plan", plan.id] }),
    client.invalidateQueries({ queryKey: nowKey(plan.id) }),
    client.invalidateQueries({ queryKey: ["jobs"] }),
    client.invalidateQueries({ queryKey: ["job", plan.namespace, plan.jobId] }),
  ]);

/** Keeps the plan of a change under an address of its own. */
export const useSavePlan = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly change: Change; readonly comment: string }) =>
      call<SavedPlanReply>("savePlan", { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["plans"] }),
  });
};

/** Approves or rejects it. */
export const useReviewPlan = (plan: Pick<SavedPlanItem, "id" | "namespace" | "jobId">) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ approves, comment }: { readonly approves: boolean; readonly comment: string }) =>
      call<{ readonly index: number }>(approves ? "approvePlan" : "rejectPlan", {
        params: { plan: plan.id },
        body: { comment },
      }),
    onSuccess: () => refreshed(client, plan),
  });
};

/** Makes its change: as it was saved, or as it is now under the digest of what was looked at. */
export const useApplySavedPlan = (plan: Pick<SavedPlanItem, "id" | "namespace" | "jobId">) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reviewed: string | null) =>
      call<{ readonly index: number }>("applyPlan", {
        params: { plan: plan.id },
        body: reviewed === null ? {} : { reviewed },
      }),
    onSuccess: () => refreshed(client, plan),
    // What is shown was not the truth any more.
    onError: () => client.invalidateQueries({ queryKey: nowKey(plan.id) }),
  });
};
