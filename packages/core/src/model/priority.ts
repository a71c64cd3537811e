/** A priority in another API's numbers. */
export type GivenPriority = {
  readonly value: number;
  /** The lower number is the more important one: Scale's way. Peloton's is the other. */
  readonly lowerFirst: boolean;
};

/** Scale's default, which stands for Nomad's. */
const lowerFirstDefault = 100;
const usual = 50;

const within = (priority: number): number => Math.min(100, Math.max(1, priority));

/**
 * Nomad's priority, 1 to 100, for another API's. The order is kept as far as the range goes, and the other API's default (0 where higher is
 * more important, 100 where lower is) becomes Nomad's.
 */
export const priorityOf = ({ value, lowerFirst }: GivenPriority): number =>
  within(lowerFirst ? Math.round(lowerFirstDefault - value / 2) : usual + value);

/** A job's priority in another API's numbers: as it was given while that still holds, else converted. */
export const priorityAs = (
  spec: {
    readonly priority: number;
    readonly about: { readonly priorityGiven: GivenPriority | null } | null;
  },
  lowerFirst: boolean,
): number => {
  const given = spec.about?.priorityGiven ?? null;
  if (given !== null && given.lowerFirst === lowerFirst && priorityOf(given) === spec.priority) return given.value;
  return lowerFirst ? Math.max(1, (lowerFirstDefault - spec.priority) * 2) : Math.max(0, spec.priority - usual);
};
