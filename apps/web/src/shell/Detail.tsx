import type { ReactNode } from "react";
import { isKind } from "../api/errors.ts";
import { useStaleSince } from "../api/use-live-status.ts";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { LoadFailed } from "./LoadFailed.tsx";
import { StaleBar } from "./StaleBar.tsx";

type Props<T> = {
  readonly query: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown };
  /** What is said when there is no such thing. */
  readonly missing: ReactNode;
  readonly children: (data: T) => ReactNode;
};

const Shown = <T,>({ query: { data, error, refetch }, missing, children }: Props<T>) => {
  const stale = useStaleSince();
  // What was removed is still in the cache: its page says that it is gone.
  if (isKind(error, "not-found")) return missing;
  if (data !== undefined) return <div className={stale === null ? undefined : "stale-data"}>{children(data)}</div>;
  return error === null ? <SkeletonRows rows={12} height={32} /> : <LoadFailed error={error} onRetry={refetch} />;
};

/** A page about one thing: it, or why it is not shown. */
export const Detail = <T,>(props: Props<T>) => (
  <>
    <StaleBar />
    <Shown {...props} />
  </>
);
