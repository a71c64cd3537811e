import type { JobName } from "@longshore/core/model";
import type { Reader } from "@longshore/core/reader";
import { addressOf } from "@longshore/core/tasks/environment";

/** `address` is where a node's ports are reached. */
export type NodeNames = { readonly id: string; readonly name: string; readonly address: string };

/** UUIDs and names for the keys that records hold, each looked up once. For one reply: what changes meanwhile is not seen. */
export type Names = {
  readonly evaluation: (key: number | null) => string;
  readonly allocation: (key: number | null) => string;
  readonly node: (key: number | null) => NodeNames;
  /** The job's type; the evaluation's when the job is gone. */
  readonly jobType: (allocation: {
    readonly namespace: string;
    readonly jobId: string;
    readonly evaluation: number;
  }) => string;
  /** The pool the job is in now. */
  readonly nodePool: (job: JobName) => string;
};

const noNode: NodeNames = { id: "", name: "", address: "" };

/** How many names are held at a time; a list may be longer than memory is meant for. */
const held = 10_000;

const remembered = <K, V>(look: (key: K) => V): ((key: K) => V) => {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= held) known.clear();
    const value = look(key);
    known.set(key, value);
    return value;
  };
};

export const namesOf = (reader: Reader): Names => {
  const node = remembered((key: number | null): NodeNames => {
    const found = key === null ? undefined : reader.nodeByKey(key);
    return found === undefined ? noNode : { id: found.id, name: found.name, address: addressOf(found) };
  });
  const evaluation = remembered((key: number) => {
    const found = reader.evaluationByKey(key);
    return { id: found?.id ?? "", type: found?.type ?? "service" };
  });
  const jobs = remembered((name: string) => {
    const [namespace = "", id = ""] = name.split("\0");
    const spec = reader.job(namespace, id)?.spec;
    return { type: spec?.type, nodePool: spec?.nodePool ?? "default" };
  });
  return {
    evaluation: (key) => (key === null ? "" : evaluation(key).id),
    allocation: (key) => (key === null ? "" : (reader.allocationByKey(key)?.id ?? "")),
    node,
    jobType: ({ namespace, jobId, evaluation: key }) => jobs(`${namespace}\0${jobId}`).type ?? evaluation(key).type,
    nodePool: ({ namespace, id }) => jobs(`${namespace}\0${id}`).nodePool,
  };
};
