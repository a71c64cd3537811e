import { Link } from "react-router-dom";

/** The way to a list's other pages; null where there is none. */
export const PageLinks = ({
  first,
  next,
  words: [firstWords, nextWords] = ["First page", "Next page"],
}: {
  readonly first: string | null;
  readonly next: string | null;
  readonly words?: readonly [string, string];
}) => (
  <>
    {first === null ? null : (
      <Link className="link" to={first}>
        {firstWords}
      </Link>
    )}
    {next === null ? null : (
      <Link className="link" to={next}>
        {nextWords}
      </Link>
    )}
  </>
);

/** Of lists that show the newest first. */
export const byAge = ["Newest", "Older"] as const;
