import { formatDuration } from "../lib/format-duration.ts";
import { useNow } from "../lib/use-now.ts";

/** From `from` to `to`, or to now while `to` is null. */
export const Duration = ({ from, to }: { readonly from: number; readonly to: number | null }) => {
  const now = useNow();
  return <span>{formatDuration((to ?? now) - from)}</span>;
};
