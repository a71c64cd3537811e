import type { Reader } from "@longshore/core/reader";

/** UUIDs and names for the keys that records hold, each looked up once. For one reply: what changes meanwhile is not seen. */
export type Names = {
  readonly evaluation: (key: number | null) => string;
  readonly allocation: (key: number | null) => string;
  readonly node: (key: number) => { readonly id: string; readonly name: string };
  /** The job's type; the evaluation's when the job is gone. */
  readonly jobType: (allocation: {
    readonly namespace: string;
    readonly jobId: string;
    readonly evaluation: number;
  }) => string;
};

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
  const node = remembered((key: number) => {
    const found = reader.nodeByKey(key);
    return { id: found?.id ?? "", name: found?.name ?? "" };
  });
  const evaluation = remembered((key: number) => {
    const found = reader.evaluationByKey(key);
    return { id: found?.id ?? "", type: found?.type ?? "service" };
  });
  const jobs = remembered((name: string) => {
    const [namespace = "", id = ""] = name.split("\0");
    return { type: reader.job(namespace, id)?.spec.type };
  });
  return {
    evaluation: (key) => (key === null ? "" : evaluation(key).id),
    allocation: (key) => (key === null ? "" : (reader.allocationByKey(key)?.id ?? "")),
    node,
    jobType: ({ namespace, jobId, evaluation: key }) => jobs(`${namespace}\0${jobId}`).type ?? evaluation(key).type,
  };
};
