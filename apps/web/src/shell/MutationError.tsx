import { wordsOf } from "../api/errors.ts";
import { ErrorNote } from "../ui/ErrorNote.tsx";

/** Why what was asked for was not done, beside what asked for it. */
export const MutationError = ({ error }: { readonly error: unknown }) => {
  if (error === null || error === undefined) return null;
  const words = wordsOf(error);
  return <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />;
};
