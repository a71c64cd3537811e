import { X } from "lucide-react";
import "./filter.css";

/** One active filter in words, and how to be rid of it. */
export const FilterChip = ({
  name,
  verb = "is",
  not = false,
  value,
  onRemove,
}: {
  readonly name: string;
  readonly verb?: string;
  readonly not?: boolean;
  readonly value: string;
  readonly onRemove: () => void;
}) => (
  <span className="fc">
    <span>
      {name} {verb} {not ? "not " : ""}
      <b>{value}</b>
    </span>
    <button type="button" aria-label={`Remove the filter on ${name} ${value}`} onClick={onRemove}>
      <X className="i" aria-hidden="true" />
    </button>
  </span>
);
