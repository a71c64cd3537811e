import type { JobSpec, Strings } from "./job-spec.ts";

/** What one run of a template is given. */
export type RunGiven = {
  /** The child's id within its parent's: `parent/name`. */
  readonly name: string;
  readonly meta: Strings;
  /** Base64. */
  readonly payload: string | null;
};

export const childId = (parentId: string, name: string): string => `${parentId}/${name}`;

/** A child's specification: its parent's as it is now, which later changes of the parent do not reach. */
export const childSpec = (parent: JobSpec, given: RunGiven): JobSpec => ({
  ...parent,
  id: childId(parent.id, given.name),
  name: childId(parent.id, given.name),
  periodic: null,
  parameterized: null,
  payload: given.payload,
  meta: { ...parent.meta, ...given.meta },
});
