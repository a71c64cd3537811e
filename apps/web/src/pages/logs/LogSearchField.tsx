import { CaseSensitive, ChevronDown, ChevronUp, Regex, Search, X } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import type { SearchSummary } from "../../lib/log/log-messages.ts";
import type { Query } from "../../lib/log/query.ts";
import { number } from "../../lib/plural.ts";
import { tip } from "../../ui/tip.ts";
import type { LogSearchState } from "./use-log-search.ts";

const hitsText = (search: SearchSummary, state: LogSearchState): string => {
  if (search.fault !== null) return "";
  if (search.total === 0) return search.done ? "no match" : "searching…";
  const at = state.current === null ? "" : `${number(state.current.match + 1)} / `;
  return `${at}${number(search.total)}${search.done ? "" : "+"}`;
};

const Toggle = ({
  on,
  label,
  icon,
  onToggle,
}: {
  readonly on: boolean;
  readonly label: string;
  readonly icon: "case" | "regex";
  readonly onToggle: () => void;
}) => (
  <button type="button" aria-pressed={on} aria-label={label} {...tip(label)} onClick={onToggle}>
    {icon === "case" ? (
      <CaseSensitive className="i" aria-hidden="true" />
    ) : (
      <Regex className="i s" aria-hidden="true" />
    )}
  </button>
);

const Steps = ({ state }: { readonly state: LogSearchState }) => (
  <>
    <button type="button" aria-label="Previous match" {...tip("Previous match (N)")} onClick={state.previous}>
      <ChevronUp className="i s" aria-hidden="true" />
    </button>
    <button type="button" aria-label="Next match" {...tip("Next match (n)")} onClick={state.next}>
      <ChevronDown className="i s" aria-hidden="true" />
    </button>
  </>
);

type LogSearchFieldProps = {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly query: Query;
  readonly search: SearchSummary;
  readonly state: LogSearchState;
  readonly onQuery: (query: Query) => void;
};

/** Enter goes on, with Shift back; Escape empties the field, then leaves it. */
const onKey = (
  event: KeyboardEvent<HTMLInputElement>,
  { query, state, onQuery }: Pick<LogSearchFieldProps, "query" | "state" | "onQuery">,
): void => {
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  if (event.key === "Enter" && event.shiftKey) state.previous();
  else if (event.key === "Enter") state.next();
  else if (query.text === "") event.currentTarget.blur();
  else onQuery({ ...query, text: "" });
};

/** Searches the whole log, not just what is drawn. */
export const LogSearchField = ({ input, query, search, state, onQuery }: LogSearchFieldProps) => {
  const active = query.text !== "";
  return (
    <search className="lg-srch" data-fault={search.fault !== null || undefined}>
      <Search className="i s" aria-hidden="true" />
      <input
        ref={input}
        value={query.text}
        placeholder="Search the whole log"
        aria-label="Search the whole log"
        aria-invalid={search.fault !== null}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          onQuery({ ...query, text: event.target.value });
        }}
        onKeyDown={(event) => onKey(event, { query, state, onQuery })}
      />
      {active ? (
        <span className="lg-hits" role="status">
          {hitsText(search, state)}
        </span>
      ) : (
        <kbd aria-hidden="true">/</kbd>
      )}
      <Toggle
        on={query.matchCase}
        label="Match case"
        icon="case"
        onToggle={() => onQuery({ ...query, matchCase: !query.matchCase })}
      />
      <Toggle
        on={query.regex}
        label="Regular expression"
        icon="regex"
        onToggle={() => onQuery({ ...query, regex: !query.regex })}
      />
      <span className="lg-rule" aria-hidden="true" />
      <Steps state={state} />
      {active ? (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => {
            onQuery({ ...query, text: "" });
            input.current?.focus();
          }}
        >
          <X className="i s" aria-hidden="true" />
        </button>
      ) : null}
    </search>
  );
};
