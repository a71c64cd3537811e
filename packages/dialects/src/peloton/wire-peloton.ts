/** `JobID`, `PodName`, `PodID`, `ResourcePoolID`, `EntityVersion` and the like: peloton.proto. */
export type Value = { readonly value?: string };
export type OpaqueData = { readonly data?: string };
export type Label = { readonly key?: string; readonly value?: string };
export type Revision = {
  readonly version?: string;
  /** Nanoseconds since the epoch. */
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly updated_by?: string;
};
export type Secret = {
  readonly secret_id?: Value;
  readonly path?: string;
  readonly value?: { readonly data?: string };
};
