import type { MarkVersion, TagVersion, UntagVersion } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { limits } from "../limits.ts";
import type { Job } from "../model/job.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok, type Result } from "../result.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { findJob } from "./find-job.ts";

const findVersion = (view: StateView, job: Job, version: number): Result<number, Rejection> => {
  const { id, namespace } = job.spec;
  return specOfVersion(view, job.key, version) === undefined
    ? no({ kind: "versionNotFound", id, namespace, version })
    : ok(version);
};

/** A tag is a word in an address and in a list; a number would be a version. */
const whyUnusable = (tag: string, description: string): string | undefined => {
  if (tag === "" || tag.length > limits.nameLength)
    return `it is empty or longer than ${String(limits.nameLength)} characters`;
  if (tag === "." || tag === ".." || /[/\s\p{Cc}\p{Cs}]/u.test(tag)) return "it is no word without spaces and slashes";
  if (/^\d+$/.test(tag)) return "it looks like a version's number";
  if (description.length > limits.tagDescription || /[\0\p{Cs}]/u.test(description))
    return `its description is no text of up to ${String(limits.tagDescription)} characters`;
  return undefined;
};

export const tagVersion = (view: StateView, command: TagVersion): Decided => {
  const found = findJob(view, command, undefined);
  if (!found.ok) return found;
  const job = found.value;
  const { id } = job.spec;
  const { tag, description } = command;
  const why = whyUnusable(tag, description);
  if (why !== undefined) return no({ kind: "tagUnusable", tag, why });
  const version = findVersion(view, job, command.version ?? job.version);
  if (!version.ok) return version;
  const { tags = [] } = job;
  const taken = tags.find((one) => one.name === tag && one.version !== version.value);
  if (taken !== undefined) return no({ kind: "tagTaken", id, tag, version: taken.version });
  const others = tags.filter((one) => one.version !== version.value);
  if (others.length >= limits.tags) return no({ kind: "tooManyTags", id, max: limits.tags });
  return happened([{ type: "versionTagged", job: job.key, version: version.value, tag: { name: tag, description } }]);
};

export const untagVersion = (view: StateView, command: UntagVersion): Decided => {
  const found = findJob(view, command, undefined);
  if (!found.ok) return found;
  const job = found.value;
  const tagged = job.tags?.find(({ name }) => name === command.tag);
  if (tagged === undefined) return no({ kind: "tagNotFound", id: job.spec.id, tag: command.tag });
  return happened([{ type: "versionTagged", job: job.key, version: tagged.version, tag: null }]);
};

/** [V3] Somebody's word stands for a rollout that came to its end; to say it again changes nothing. */
export const markVersion = (view: StateView, command: MarkVersion): Decided => {
  const found = findJob(view, command, undefined);
  if (!found.ok) return found;
  const job = found.value;
  const version = findVersion(view, job, command.version);
  if (!version.ok) return version;
  if (command.stable && job.stableVersion === version.value) return ok(nothing);
  return happened([{ type: "versionMarked", job: job.key, version: version.value, stable: command.stable }]);
};
