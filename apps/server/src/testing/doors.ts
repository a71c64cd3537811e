import { apiRoutes, type ApiRoute, type ApiRouteName } from "@longshore/api/routes";
import { nomad } from "@longshore/dialects/nomad/nomad";

export const allMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;

export type Route = {
  readonly name: string;
  readonly door: "api" | "nomad";
  readonly path: string;
  readonly methods: readonly string[];
  readonly role: "public" | "viewer" | "operator" | "administrator";
  /** Not for tokens that are bound to namespaces. */
  readonly isEverywhere: boolean;
};

export type Filled = Readonly<Record<string, string>>;

const fill = (pattern: string, values: Filled): string =>
  pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? "unknown"));

/** Every route of every door, from the tables that the server itself serves from. */
export const routesOf = (values: Filled = {}): readonly Route[] => [
  ...(Object.entries(apiRoutes) as [ApiRouteName, ApiRoute][]).map(
    ([name, { path, method, role, everywhere }]): Route => ({
      name,
      door: "api",
      path: fill(path, values),
      methods: [method],
      role,
      isEverywhere: everywhere === true,
    }),
  ),
  ...nomad.operations.map(({ name, pattern, methods, role }): Route => ({
    name,
    door: "nomad",
    path: fill(pattern, values),
    methods,
    role,
    isEverywhere: false,
  })),
];
