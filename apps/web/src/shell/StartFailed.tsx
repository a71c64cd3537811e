import { useEffect } from "react";
import { wordsOf } from "../api/errors.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNote } from "../ui/ErrorNote.tsx";

const retryMs = 3000;

/** The page came from a cache, or the server died since: nothing can be shown before it answers. */
export const StartFailed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => {
  useEffect(() => {
    const timer = setTimeout(onRetry, retryMs);
    return () => {
      clearTimeout(timer);
    };
  });
  const words = wordsOf(error);
  return (
    <main className="pad">
      <ErrorNote
        title={words.title}
        detail={words.detail}
        requestId={words.requestId}
        actions={<Button onClick={onRetry}>Try now</Button>}
      />
    </main>
  );
};
