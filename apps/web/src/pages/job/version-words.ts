import type { VersionItem } from "@longshore/api/jobs";
import { changedFields, diffSections } from "../../diff/spec-rows.ts";
import { plural } from "../../lib/plural.ts";

/** What a version changed, in a few words. */
export const diffText = ({ diff, version }: Pick<VersionItem, "diff" | "version">): string => {
  if (diff === null) return version === 0 ? "first version" : "the version before is not kept";
  const fields = changedFields(diffSections(diff));
  return fields === 0 ? "no field changed" : `${plural(fields, "field")} changed`;
};

/** Characters that the server takes of a tag, and of what is said of it. */
export const mostTag = 256;
export const mostDescription = 2000;

/** Why a text cannot be a version's tag; null when it can. The server knows more: whether it is taken. */
export const tagFault = (tag: string): string | null => {
  if (tag === "") return "Give the tag a name";
  if (/[\s/]/.test(tag) || tag === "." || tag === "..") return "A tag is one word without spaces and slashes";
  return /^\d+$/.test(tag) ? "A number would name a version" : null;
};

/** How a version is named in an address and in a choice: by its tag, which outlives any count, or its number. */
export const versionName = ({ version, tag }: Pick<VersionItem, "version" | "tag">): string =>
  tag === null ? String(version) : tag.name;

/** The version whose definition is edited; undefined: the present one, whatever it is by then. */
export const editedVersion = (item: Pick<VersionItem, "version" | "tag">, present: number): string | undefined =>
  item.version === present ? undefined : versionName(item);

/** `v3`, `v3 golden, present`. */
export const versionText = (item: Pick<VersionItem, "version" | "tag">, present: number): string => {
  const tag = item.tag === null ? "" : ` ${item.tag.name}`;
  return `v${String(item.version)}${tag}${item.version === present ? ", present" : ""}`;
};
