import type { z } from "zod";

/** What a route takes and gives, for the OpenAPI document and the contract's test. */
export type Documented = {
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly reply?: z.ZodType;
  /** The reply's media type when it is not JSON. */
  readonly media?: string;
};
