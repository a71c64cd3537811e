import { changed } from "../../lib/list-filter.ts";
import { FilterChips } from "../../ui/FilterChips.tsx";
import { TextFilter } from "../../ui/TextFilter.tsx";
import { doorText, doors } from "../jobs/OriginText.tsx";
import { clearAuditFilter, isAuditFiltered, typedFields, type AuditFilter, type TypedField } from "./audit-filter.ts";
import { actionText, auditActions } from "./audit-words.ts";
import "./audit.css";

type Props = { readonly filter: AuditFilter; readonly onFilter: (filter: AuditFilter) => void };

const fieldWords: { readonly [field in TypedField]: readonly [string, string] } = {
  who: ["Who", "a token’s whole name"],
  job: ["Job", "a job’s whole id"],
  namespace: ["Namespace", "a namespace"],
  plan: ["Plan", "a saved plan’s whole id"],
};

/** The chosen value is among the choices, also when the address names one never heard of. */
const withChosen = (all: readonly string[], chosen: string): readonly string[] =>
  chosen === "" || all.includes(chosen) ? all : [...all, chosen];

const Choice = ({
  label,
  all,
  chosen,
  textOf,
  onChoose,
}: {
  readonly label: string;
  readonly all: readonly string[];
  readonly chosen: string;
  readonly textOf: (value: string) => string;
  readonly onChoose: (value: string) => void;
}) => (
  <select
    className="input"
    aria-label={label}
    value={chosen}
    onChange={(event) => {
      onChoose(event.target.value);
    }}
  >
    <option value="">{label}</option>
    {withChosen(all, chosen).map((value) => (
      <option key={value} value={value}>
        {textOf(value)}
      </option>
    ))}
  </select>
);

/** Actions whose words differ only by the door are told by their names. */
const actionChoice = (action: string): string => {
  const text = actionText(action);
  return text === action ? action : `${text} (${action})`;
};

const Chips = ({ filter, onFilter }: Props) => {
  const chip = (name: keyof typeof fieldWords | "door" | "action", value: string) =>
    filter[name] === "" ? [] : [{ name, value, onRemove: () => onFilter(changed(filter, { [name]: "" })) }];
  return (
    <FilterChips
      chips={[
        ...typedFields.flatMap((field) => chip(field, filter[field])),
        ...chip("door", doorText(filter.door)),
        ...chip("action", actionChoice(filter.action)),
      ]}
      onClear={isAuditFiltered(filter) ? () => onFilter(clearAuditFilter(filter)) : null}
    />
  );
};

export const AuditFilterBar = ({ filter, onFilter }: Props) => (
  <>
    <div className="qrow au-bar">
      <select
        className="input"
        aria-label="Filter by"
        value={filter.by}
        onChange={(event) => {
          const by = typedFields.find((field) => field === event.target.value) ?? "who";
          onFilter({ ...filter, by });
        }}
      >
        {typedFields.map((field) => (
          <option key={field} value={field}>
            {fieldWords[field][0]}
          </option>
        ))}
      </select>
      <TextFilter
        key={filter.by}
        label={`${fieldWords[filter.by][0]}: ${fieldWords[filter.by][1]}`}
        placeholder={fieldWords[filter.by][1]}
        text={filter[filter.by]}
        onChange={(text) => onFilter(changed(filter, { [filter.by]: text.trim() }))}
      />
      <Choice
        label="Any door"
        all={doors}
        chosen={filter.door}
        textOf={doorText}
        onChoose={(door) => onFilter(changed(filter, { door }))}
      />
      <Choice
        label="Any action"
        all={auditActions}
        chosen={filter.action}
        textOf={actionChoice}
        onChoose={(action) => onFilter(changed(filter, { action }))}
      />
    </div>
    <Chips filter={filter} onFilter={onFilter} />
  </>
);
