import { ListFilter, Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router-dom";
import { jobHealths } from "@longshore/core/model";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { newJobPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { changeFilter, clearFilter, isFiltered, jobTypes, withTerm, withoutTerm } from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";

const typingMs = 180;

type Props = { readonly filter: JobFilter; readonly onChange: (filter: JobFilter) => void };

/** What is typed shows at once and filters a moment later. A filter that came by another way, such as Back, replaces what was typed. */
const useTypedText = (filter: JobFilter, onChange: (text: string) => void) => {
  const [typed, setTyped] = useState({ base: filter.text, text: filter.text });
  if (typed.base !== filter.text) setTyped({ base: filter.text, text: filter.text });
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  useEffect(() => {
    if (typed.text === typed.base) return;
    const timer = setTimeout(() => change.current(typed.text), typingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  return [typed.text, (text: string) => setTyped({ base: filter.text, text })] as const;
};

const TextFilter = ({ filter, onChange }: Props) => {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useTypedText(filter, (next) => {
    onChange(changeFilter(filter, { text: next }));
  });
  useShortcuts([{ keys: "/", label: "Filter", section: "Lists", run: () => input.current?.focus() }]);
  return (
    <label className="q">
      <ListFilter className="i s" aria-hidden="true" />
      <span className="vh">Filter jobs by name; a word with a minus excludes</span>
      <input
        ref={input}
        type="text"
        value={text}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        placeholder="name contains…  -excluded"
        onChange={(event) => {
          setText(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            if (text === "") input.current?.blur();
            else setText("");
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
};

const AddFilter = ({ filter, onChange }: Props) => (
  <Menu
    trigger={
      <button type="button" className={buttonClass()}>
        <Plus className="i s" aria-hidden="true" />
        Filter
      </button>
    }
    items={[false, true].flatMap((not) => [
      ...jobTypes.map((value) => ({
        label: `type is ${not ? "not " : ""}${value}`,
        onSelect: () => {
          onChange(changeFilter(filter, { type: withTerm(filter.type, { value, not }) }));
        },
      })),
      ...(not ? jobHealths : []).map((value) => ({
        label: `status is not ${value}`,
        onSelect: () => {
          onChange(changeFilter(filter, { health: withTerm(filter.health, { value, not }) }));
        },
      })),
    ])}
  />
);

const Chip = ({
  name,
  verb = "is",
  not,
  value,
  onRemove,
}: {
  readonly name: string;
  readonly verb?: string;
  readonly not: boolean;
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

const Chips = ({ filter, onChange }: Props) => (
  <>
    {filter.text === "" ? null : (
      <Chip
        name="name"
        verb="contains"
        not={false}
        value={filter.text}
        onRemove={() => {
          onChange(changeFilter(filter, { text: "" }));
        }}
      />
    )}
    {filter.namespace === "" ? null : (
      <Chip
        name="namespace"
        not={false}
        value={filter.namespace}
        onRemove={() => {
          onChange(changeFilter(filter, { namespace: "" }));
        }}
      />
    )}
    {filter.type.map((term) => (
      <Chip
        key={`type ${term.value}`}
        name="type"
        {...term}
        onRemove={() => {
          onChange(changeFilter(filter, { type: withoutTerm(filter.type, term) }));
        }}
      />
    ))}
    {filter.health.map((term) => (
      <Chip
        key={`status ${term.value}`}
        name="status"
        {...term}
        onRemove={() => {
          onChange(changeFilter(filter, { health: withoutTerm(filter.health, term) }));
        }}
      />
    ))}
  </>
);

export const JobFilterBar = ({ filter, onChange }: Props) => (
  <>
    <div className="qrow">
      <TextFilter filter={filter} onChange={onChange} />
      <AddFilter filter={filter} onChange={onChange} />
      <Link className={buttonClass({ variant: "primary" })} to={newJobPath()}>
        <Plus className="i s" aria-hidden="true" />
        New job
      </Link>
    </div>
    {isFiltered(filter) ? (
      <div className="chips">
        <Chips filter={filter} onChange={onChange} />
        <Button
          variant="ghost"
          size="small"
          onClick={() => {
            onChange(clearFilter(filter));
          }}
        >
          Clear all
        </Button>
      </div>
    ) : null}
  </>
);
