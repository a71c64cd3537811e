import { FilterX, Lock, Ship, Unplug } from "lucide-react";
import { Link } from "react-router-dom";
import { isKind, wordsOf } from "../../api/errors.ts";
import { newJobPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { CopyText } from "../../ui/CopyText.tsx";
import { Empty } from "../../ui/Empty.tsx";

export const NothingYet = () => (
  <Empty
    icon={<Ship className="i" aria-hidden="true" />}
    title="No jobs yet"
    actions={
      <>
        <Link className={buttonClass({ variant: "primary" })} to={newJobPath()}>
          Start from a sample
        </Link>
      </>
    }
  >
    Paste a Nomad job file in JSON, look at its plan, then run it. Clients that speak one of the other APIs can register
    jobs here as well.
  </Empty>
);

export const FilteredOut = ({ all, onClear }: { readonly all: number; readonly onClear: () => void }) => (
  <Empty
    icon={<FilterX className="i" aria-hidden="true" />}
    title="No job matches this filter"
    actions={<Button onClick={onClear}>Clear the filter</Button>}
  >
    {all === 1 ? "There is 1 job" : `There are ${String(all)} jobs`} without it.
  </Empty>
);

export const JobsFailed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => {
  const words = wordsOf(error);
  const denied = isKind(error, "forbidden");
  return (
    <Empty
      icon={denied ? <Lock className="i" aria-hidden="true" /> : <Unplug className="i" aria-hidden="true" />}
      title={denied ? "Your token may not list these jobs" : words.title}
      actions={denied ? undefined : <Button onClick={onRetry}>Try again</Button>}
    >
      {denied ? "Ask whoever gave you the token for one that covers this namespace." : words.detail}
      {words.requestId === null ? null : (
        <div className="meta">
          Request <CopyText text={words.requestId} keep={12} />
        </div>
      )}
    </Empty>
  );
};
