import { X } from "lucide-react";
import "./filter.css";

export type Chip = {
  readonly name: string;
  readonly verb?: string;
  readonly not?: boolean;
  readonly value: string;
  /** What its button does, where "remove the filter" would not say it. */
  readonly removeLabel?: string;
  readonly onRemove: () => void;
};

/** One active filter in words, and how to be rid of it. */
export const FilterChip = ({ name, verb = "is", not = false, value, removeLabel, onRemove }: Chip) => (
  <span className="fc">
    <span>
      {name} {verb} {not ? "not " : ""}
      <b>{value}</b>
    </span>
    <button type="button" aria-label={removeLabel ?? `Remove the filter on ${name} ${value}`} onClick={onRemove}>
      <X className="i" aria-hidden="true" />
    </button>
  </span>
);
