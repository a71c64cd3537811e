import { number } from "../lib/plural.ts";
import { useNow } from "../lib/use-now.ts";
import { retryLive } from "../api/live.ts";
import type { LiveStatus } from "../api/live-messages.ts";
import { useLiveStatus } from "../api/use-live-status.ts";
import { StatusShape } from "../ui/Status.tsx";
import { Time } from "../ui/Time.tsx";
import { tip } from "../ui/tip.ts";

const explain = (status: LiveStatus, now: number): string => {
  if (status.phase === "live") return `One stream for all tabs, at index ${number(status.index)}`;
  const wait = status.retryAt === null ? 0 : Math.max(0, Math.ceil((status.retryAt - now) / 1000));
  return `Attempt ${String(status.attempt + 1)}${wait > 0 ? ` in ${String(wait)} s` : ""}. Click to try now.`;
};

/** Always visible: whether what the pages show is true now. */
export const ConnectionChip = () => {
  const status = useLiveStatus();
  const now = useNow();
  const stale = status.phase === "stale";
  return (
    <button
      type="button"
      className={stale ? "chip stale conn" : "chip live conn"}
      data-phase={status.phase}
      {...tip(explain(status, now))}
      onClick={retryLive}
    >
      {stale ? <StatusShape state="degraded" /> : <span className="dot" data-phase={status.phase} aria-hidden="true" />}
      <span role="status">
        {status.phase === "live" ? <b>Live</b> : null}
        {status.phase === "connecting" ? "Connecting" : null}
        {status.phase === "reconnecting" ? "Reconnecting" : null}
        {stale ? (
          <b>
            Stale
            {status.since === null ? null : (
              <>
                {" "}
                since <Time at={status.since} form="clock" />
              </>
            )}
          </b>
        ) : null}
      </span>
      {status.phase === "live" ? (
        <span className="faint idx" aria-hidden="true">
          {number(status.index)}
        </span>
      ) : null}
    </button>
  );
};
