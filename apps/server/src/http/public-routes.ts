import { apiRoutes } from "@longshore/api/routes";
import type { Dialect } from "@longshore/dialects/dialect";

/** The only requests that need no credential: the dashboard's files, and what a route's table calls public. */
export const isPublic = (method: string, path: string, dialects: readonly Dialect[]): boolean => {
  if (path === "/" || path === "/favicon.ico" || path === "/ui" || path.startsWith("/ui/"))
    return method === "GET" || method === "HEAD";
  const isApi = Object.values(apiRoutes).some(
    (route) =>
      route.role === "public" &&
      route.path === path &&
      (route.method === method || (route.method === "GET" && method === "HEAD")),
  );
  if (isApi) return true;
  return dialects.some((dialect) =>
    dialect.operations.some(
      (operation) =>
        operation.role === "public" &&
        operation.methods.some((one) => one === method) &&
        operation.match(path) !== undefined,
    ),
  );
};
