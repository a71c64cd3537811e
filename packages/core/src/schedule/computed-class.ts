import { jsonText } from "../equal.ts";
import type { Fingerprint } from "../model/node.ts";
import { hashText } from "../uuid.ts";

const shared = (values: { readonly [name: string]: string }) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith("unique.")));

/** The same for nodes that no constraint can tell apart, but by what is `unique.` to a node. */
export const computedClassOf = (
  node: Pick<Fingerprint, "nodeClass" | "nodePool" | "attributes" | "meta" | "drivers"> & {
    readonly datacenter: string;
  },
): string => {
  const { datacenter, nodeClass, nodePool, attributes, meta, drivers } = node;
  const usable = Object.entries(drivers).flatMap(([name, driver]) => (driver.detected && driver.healthy ? [name] : []));
  const text = jsonText([datacenter, nodeClass, nodePool, shared(attributes), shared(meta), usable.toSorted()]);
  return `v1:${hashText(text)}`;
};
