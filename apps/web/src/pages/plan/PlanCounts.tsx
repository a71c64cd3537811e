import type { PlanReply } from "@longshore/api/plans";
import { number } from "../../lib/plural.ts";
import type { Verb } from "../../ui/VerbShape.tsx";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { shownVerbs } from "./plan-words.ts";
import "./plan-counts.css";

/** What happens to how many; each is the board's filter. */
export const PlanCounts = ({
  counts,
  filter,
  onFilter,
}: Pick<PlanReply, "counts"> & {
  readonly filter: Verb | null;
  readonly onFilter: (verb: Verb | null) => void;
}) => (
  <ul className="counts" aria-label="What would happen; each is a filter">
    {shownVerbs(counts).map((verb) => (
      <li key={verb}>
        {verb === "inPlace" ? <span className="sep" /> : null}
        <button
          type="button"
          className={counts[verb] === 0 || verb === "keep" ? "quiet" : undefined}
          aria-pressed={filter === verb}
          onClick={() => {
            onFilter(filter === verb ? null : verb);
          }}
        >
          <VerbShape verb={verb} />
          <b>{number(counts[verb])}</b> {verbWords[verb]}
        </button>
      </li>
    ))}
  </ul>
);
