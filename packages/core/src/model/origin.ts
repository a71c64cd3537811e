/** The way a change came in. `scheduler` is Longshore itself acting under a policy that somebody else set. */
export type Door = "dashboard" | "nomad" | "cluster" | "peloton" | "cloudrun" | "scale" | "scheduler";

/** Who asked for a change, through which door. */
export type Origin = { readonly door: Door; readonly by: string };
