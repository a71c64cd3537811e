import { Plus } from "lucide-react";
import { Link } from "react-router-dom";
import { jobHealths } from "@longshore/core/model";
import { newJobPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { FilterChip } from "../../ui/FilterChip.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { TextFilter } from "../../ui/TextFilter.tsx";
import {
  changeFilter,
  clearFilter,
  isFiltered,
  jobTypes,
  withTerm,
  withoutNamespace,
  withoutTerm,
} from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";

type Props = { readonly filter: JobFilter; readonly onChange: (filter: JobFilter) => void };

const AddFilter = ({ filter, onChange }: Props) => (
  <Menu
    trigger={
      <button type="button" className={buttonClass()}>
        <Plus className="i s" aria-hidden="true" />
        Filter
      </button>
    }
    items={[
      {
        label: filter.withoutLaunched ? "with what schedules launched" : "without what schedules launched",
        onSelect: () => {
          onChange(changeFilter(filter, { withoutLaunched: !filter.withoutLaunched }));
        },
      },
      ...[false, true].flatMap((not) => [
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
      ]),
    ]}
  />
);

const Chips = ({ filter, onChange }: Props) => (
  <>
    {filter.text === "" ? null : (
      <FilterChip
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
      <FilterChip
        name="namespace"
        not={false}
        value={filter.namespace}
        onRemove={() => {
          onChange(withoutNamespace(filter));
        }}
      />
    )}
    {filter.parent === "" ? null : (
      <FilterChip
        name="launched"
        verb="from"
        value={filter.parent}
        onRemove={() => {
          onChange(changeFilter(filter, { parent: "", sort: filter.sort ?? "health" }));
        }}
      />
    )}
    {filter.withoutLaunched ? (
      <FilterChip
        name="launched by schedules"
        value="hidden"
        onRemove={() => {
          onChange(changeFilter(filter, { withoutLaunched: false }));
        }}
      />
    ) : null}
    {filter.type.map((term) => (
      <FilterChip
        key={`type ${term.value}`}
        name="type"
        {...term}
        onRemove={() => {
          onChange(changeFilter(filter, { type: withoutTerm(filter.type, term) }));
        }}
      />
    ))}
    {filter.health.map((term) => (
      <FilterChip
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
      <TextFilter
        label="Filter jobs by name; a word with a minus excludes"
        placeholder="name contains…  -excluded"
        text={filter.text}
        onChange={(text) => {
          onChange(changeFilter(filter, { text }));
        }}
      />
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
