import type { Evaluation } from "@longshore/core/model";
import type { Reader } from "@longshore/core/reader";
import type { Operation } from "../../dialect.ts";
import { mayEnter, permissionDenied, readFlag } from "../inbound/query.ts";
import { allocationStubToWire } from "../outbound/allocation.ts";
import { evaluationStubToWire, evaluationToWire } from "../outbound/evaluation.ts";
import { namesOf } from "../outbound/names.ts";
import { isRefused, jsonReply, listReply, readHeaders, refuse } from "../reply.ts";
import { after, blocking, operation, pathParam, readMethods } from "./operation.ts";
import { everyItem, pageSize } from "./pages.ts";

const prefix = "/v1/evaluation/";
const allocationsSuffix = "/allocations";

/** Chains are short; a bound keeps a long one from costing more than its reader gains. */
const longestChain = 50;

/** What came before, back to the first, and what follows it or waits for room. */
const relatedTo = (reader: Reader, evaluation: Evaluation): readonly Evaluation[] => {
  const related: Evaluation[] = [];
  let key = evaluation.previous;
  while (key !== null && related.length < longestChain) {
    const found = reader.evaluationByKey(key);
    if (found === undefined) break;
    related.push(found);
    key = found.previous;
  }
  const after = [evaluation.next, evaluation.blocked].flatMap((each) => {
    const found = each === null ? undefined : reader.evaluationByKey(each);
    return found === undefined ? [] : [found];
  });
  return [...related, ...after];
};

const getEvaluation = operation({
  name: "getEvaluation",
  methods: readMethods,
  pattern: "/v1/evaluation/{evaluation}",
  match: after(prefix, "evaluation"),
  role: "viewer",
  handle: (desk, request, params) => {
    const related = readFlag(request, "related");
    if (isRefused(related)) return related;
    const { reader } = desk;
    const id = pathParam(params, "evaluation");
    return blocking(desk, request, {
      index: () => reader.evaluation(id)?.modifyIndex ?? reader.tableIndex("evaluations"),
      answer: (index) => {
        const evaluation = reader.evaluation(id);
        if (evaluation === undefined) return refuse(404, "eval not found", readHeaders(index));
        if (!mayEnter(request.actor, evaluation.namespace)) return permissionDenied;
        const names = namesOf(reader);
        const stubs = related ? relatedTo(reader, evaluation).map((each) => evaluationStubToWire(names, each)) : null;
        return jsonReply(request, evaluationToWire(names, evaluation, stubs), readHeaders(index));
      },
    });
  },
});

const listAllocations = operation({
  name: "listEvaluationAllocations",
  methods: readMethods,
  pattern: "/v1/evaluation/{evaluation}/allocations",
  match: (path) =>
    path.startsWith(prefix) &&
    path.endsWith(allocationsSuffix) &&
    path.length > prefix.length + allocationsSuffix.length
      ? { evaluation: path.slice(prefix.length, -allocationsSuffix.length) }
      : undefined,
  role: "viewer",
  handle: (desk, request, params) => {
    const { reader } = desk;
    const id = pathParam(params, "evaluation");
    return blocking(desk, request, {
      index: () => reader.tableIndex("allocations"),
      answer: (index) => {
        const evaluation = reader.evaluation(id);
        if (evaluation === undefined) return jsonReply(request, [], readHeaders(index));
        if (!mayEnter(request.actor, evaluation.namespace)) return permissionDenied;
        const names = namesOf(reader);
        return listReply(
          request,
          {
            items: everyItem((cursor) => reader.allocationsOfEvaluation(evaluation.key, { cursor, limit: pageSize })),
            write: (allocation) => allocationStubToWire(names, allocation, { taskStates: true, resourcesBy: null }),
          },
          readHeaders(index),
        );
      },
    });
  },
});

export const evaluations: readonly Operation[] = [listAllocations, getEvaluation];
