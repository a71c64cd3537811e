import { retryLive } from "../api/live.ts";
import { useLiveStatus } from "../api/use-live-status.ts";
import { useNow } from "../lib/use-now.ts";
import { Button } from "../ui/Button.tsx";
import { StatusShape } from "../ui/Status.tsx";
import { Time } from "../ui/Time.tsx";
import "./stale-bar.css";

/** Says as of when the page is true, while it is not true now. */
export const StaleBar = () => {
  const status = useLiveStatus();
  const now = useNow();
  if (status.phase !== "stale") return null;
  const wait = Math.max(0, Math.ceil(((status.retryAt ?? now) - now) / 1000));
  return (
    <div className="asof">
      <StatusShape state="degraded" />
      <span>
        <b className="strong">
          Stale
          {status.since === null ? null : (
            <>
              {" "}
              since <Time at={status.since} form="clock" />
            </>
          )}
          .
        </b>{" "}
        What you see is as it was then. Reconnecting, attempt {status.attempt + 1}
        {wait > 0 ? `, next in ${String(wait)} s` : ""}.
      </span>
      <Button size="small" onClick={retryLive}>
        Retry now
      </Button>
    </div>
  );
};
