/**
 * Version constraints as Nomad has them (hashicorp/go-version): `>= 1.2, < 2.0`, `~> 1.4`. `version` takes a pre-release only where the
 * constraint names one of the same numbers; `semver` orders pre-releases as Semantic Versioning 2.0 does, and knows no `~>`.
 */
export type VersionRules = "version" | "semver";

export type Version = {
  /** Padded with zeros to three. */
  readonly segments: readonly number[];
  /** Segments that were written. */
  readonly given: number;
  readonly prerelease: readonly string[];
};

export type VersionOperator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "~>";
export type VersionPart = { readonly operator: VersionOperator; readonly version: Version };

/** Longer texts are no versions. */
const longest = 256;

const patterns: Readonly<Record<VersionRules, RegExp>> = {
  version:
    /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)|([A-Za-z~][0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*))?(?:\+[0-9A-Za-z~.-]+)?$/,
  semver: /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/,
};

export const parseVersion = (text: string, rules: VersionRules): Version | undefined => {
  if (text.length > longest) return undefined;
  const found = patterns[rules].exec(text.trim());
  const numbers = found?.[1];
  if (numbers === undefined) return undefined;
  const given = numbers.split(".").map(Number);
  if (given.some((segment) => !Number.isSafeInteger(segment))) return undefined;
  const prerelease = found?.[2] ?? found?.[3];
  return {
    segments: [...given, 0, 0].slice(0, Math.max(3, given.length)),
    given: given.length,
    prerelease: prerelease === undefined ? [] : prerelease.split("."),
  };
};

const compareIdentifiers = (a: string | undefined, b: string | undefined): number => {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const [numericA, numericB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numericA && numericB) return Number(a) - Number(b);
  if (numericA !== numericB) return numericA ? -1 : 1;
  return a < b ? -1 : 1;
};

const comparePrereleases = (a: readonly string[], b: readonly string[]): number => {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const order = compareIdentifiers(a[at], b[at]);
    if (order !== 0) return order;
  }
  return 0;
};

const compareSegments = (a: Version, b: Version): number => {
  for (let at = 0; at < Math.max(a.segments.length, b.segments.length); at++) {
    const order = (a.segments[at] ?? 0) - (b.segments[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
};

/** Semantic Versioning's precedence; build metadata does not count. */
export const compareVersions = (a: Version, b: Version): number =>
  compareSegments(a, b) || comparePrereleases(a.prerelease, b.prerelease);

const operators: readonly string[] = ["", "=", "==", "!=", ">", ">=", "<", "<=", "~>"];

/** undefined: not a version constraint. */
export const parseVersionConstraint = (text: string, rules: VersionRules): readonly VersionPart[] | undefined => {
  if (text.length > longest) return undefined;
  const parts = text.split(",").map((part): VersionPart | undefined => {
    const [, operator = "", rest = ""] = /^([=!<>~]*)(.*)$/.exec(part.trim()) ?? [];
    const version = parseVersion(rest.trim(), rules);
    if (version === undefined || !operators.includes(operator)) return undefined;
    if (operator === "~>" && rules === "semver") return undefined;
    return { operator: operator === "" || operator === "==" ? "=" : (operator as VersionOperator), version };
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
};

/** Whether the constraint may speak of this version at all, as far as pre-releases are concerned. */
const admits = (version: Version, { version: bound, operator }: VersionPart): boolean => {
  const [is, named] = [version.prerelease.length > 0, bound.prerelease.length > 0];
  if (is) return named && compareSegments(version, bound) === 0;
  return !(named && operator === "~>");
};

/** At least the bound, and the same in all segments written but the last. */
const isPessimistically = (version: Version, bound: Version): boolean =>
  compareVersions(version, bound) >= 0 &&
  bound.given <= version.segments.length &&
  bound.segments.slice(0, bound.given - 1).every((segment, at) => segment === version.segments[at]);

const holds = (version: Version, part: VersionPart, rules: VersionRules): boolean => {
  const { operator, version: bound } = part;
  const order = compareVersions(version, bound);
  if (operator === "=") return order === 0;
  if (operator === "!=") return order !== 0;
  if (rules === "version" && !admits(version, part)) return false;
  switch (operator) {
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "~>":
      return isPessimistically(version, bound);
  }
};

export const satisfiesVersion = (text: string, constraint: readonly VersionPart[], rules: VersionRules): boolean => {
  const version = parseVersion(text, rules);
  return version !== undefined && constraint.every((part) => holds(version, part, rules));
};
