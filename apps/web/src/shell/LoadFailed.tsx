import { Lock, Unplug } from "lucide-react";
import { isKind, wordsOf } from "../api/errors.ts";
import { Button } from "../ui/Button.tsx";
import { CopyText } from "../ui/CopyText.tsx";
import { Empty } from "../ui/Empty.tsx";

/** What was asked for did not come: why, and what can be done about it. */
export const LoadFailed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => unknown }) => {
  const words = wordsOf(error);
  const denied = isKind(error, "forbidden");
  const Icon = denied ? Lock : Unplug;
  return (
    <Empty
      icon={<Icon className="i" aria-hidden="true" />}
      title={denied ? "Your token does not cover this" : words.title}
      actions={denied ? undefined : <Button onClick={() => void onRetry()}>Try again</Button>}
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
