import { number } from "../../lib/plural.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { Link } from "react-router-dom";
import { barShapes, barStates, barText, barWord, type BarCounts, type BarState } from "./rollout-words.ts";
import "../../ui/segmented-bar.css";
import "./rollout-bar.css";

const Count = ({ count, state }: { readonly count: number; readonly state: BarState }) => (
  <span>
    <b>{number(count)}</b> {barWord(state, count)}
  </span>
);

/** How far a rollout is with the instances of one group: a bar whose segments have textures of their own, and the same in words. */
export const RolloutBar = ({
  counts,
  label,
  linkOf,
}: {
  readonly counts: BarCounts;
  readonly label: string;
  /** Where the instances of a state are listed. */
  readonly linkOf?: ((state: BarState) => string) | undefined;
}) => {
  const text = barText(counts);
  return (
    <div className="ro-progress">
      <span className="bar ro-bar" role="img" aria-label={`${label}: ${text === "" ? "nothing to change" : text}`}>
        {text === "" ? <i className="none" /> : null}
        {barStates.map((state) =>
          counts[state] > 0 ? <i key={state} className={`ro-${state}`} style={{ flexGrow: counts[state] }} /> : null,
        )}
      </span>
      <ul className="ro-legend" aria-hidden={linkOf === undefined}>
        {text === "" ? <li>Nothing to change</li> : null}
        {barStates.map((state) =>
          counts[state] > 0 ? (
            <li key={state}>
              <StatusShape state={barShapes[state]} />
              {linkOf === undefined || state === "canary" ? (
                <Count count={counts[state]} state={state} />
              ) : (
                <Link className="ro-count" to={linkOf(state)}>
                  <Count count={counts[state]} state={state} />
                </Link>
              )}
            </li>
          ) : null,
        )}
      </ul>
    </div>
  );
};
