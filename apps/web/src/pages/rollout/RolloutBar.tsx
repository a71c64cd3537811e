import { number } from "../../lib/plural.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { barShapes, barStates, barText, barWord, type BarCounts } from "./rollout-words.ts";
import "../../ui/segmented-bar.css";
import "./rollout-bar.css";

/** How far a rollout is with the instances of one group: a bar whose segments have textures of their own, and the same in words. */
export const RolloutBar = ({ counts, label }: { readonly counts: BarCounts; readonly label: string }) => {
  const text = barText(counts);
  return (
    <div className="ro-progress">
      <span className="bar ro-bar" role="img" aria-label={`${label}: ${text === "" ? "nothing to change" : text}`}>
        {text === "" ? <i className="none" /> : null}
        {barStates.map((state) =>
          counts[state] > 0 ? <i key={state} className={`ro-${state}`} style={{ flexGrow: counts[state] }} /> : null,
        )}
      </span>
      <ul className="ro-legend" aria-hidden="true">
        {text === "" ? <li>Nothing to change</li> : null}
        {barStates.map((state) =>
          counts[state] > 0 ? (
            <li key={state}>
              <StatusShape state={barShapes[state]} />
              <b>{number(counts[state])}</b> {barWord(state, counts[state])}
            </li>
          ) : null,
        )}
      </ul>
    </div>
  );
};
