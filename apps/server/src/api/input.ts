import type { z } from "zod";
import type { Principal } from "../http/credentials.ts";
import type { ApiRequest } from "./handler.ts";
import { ApiProblem } from "./problem.ts";

const describe = (error: z.core.$ZodError): string =>
  error.issues.map((issue) => `${issue.path.map(String).join(".") || "the body"}: ${issue.message}`).join("; ");

const parse = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApiProblem(
    "bad-request",
    `The ${what} is not as it should be: ${describe(result.error)}. Nothing was changed`,
  );
};

export const bodyOf = <T>(schema: z.ZodType<T>, request: ApiRequest): T => {
  if (request.body.length === 0) throw new ApiProblem("bad-request", "The request body is empty");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request.body));
  } catch (cause) {
    throw new ApiProblem(
      "bad-request",
      `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  return parse(schema, value, "body");
};

export const queryOf = <T>(schema: z.ZodType<T>, request: ApiRequest): T => parse(schema, request.query, "query");

export const principalOf = (request: ApiRequest): Principal => {
  if (request.principal === undefined) throw new ApiProblem("unauthenticated", "Sign in first");
  return request.principal;
};
