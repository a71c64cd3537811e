import { Plus } from "lucide-react";
import { jobHealths } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { changed } from "../../lib/list-filter.ts";
import { number } from "../../lib/plural.ts";
import { newJobPath } from "../../paths.ts";
import { buttonClass } from "../../ui/Button.tsx";
import type { Chip } from "../../ui/FilterChip.tsx";
import { FilterChips } from "../../ui/FilterChips.tsx";
import { FilterRow } from "../../ui/FilterRow.tsx";
import type { MenuItem } from "../../ui/Menu.tsx";
import { clearFilter, isFiltered, jobTypes, withTerm, withoutNamespace, withoutTerm } from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";

type Props = {
  readonly filter: JobFilter;
  /** How many children match and are not shown. */
  readonly hidden: number;
  readonly onFilter: (filter: JobFilter) => void;
};

const itemsOf = ({ filter, onFilter }: Props): readonly MenuItem[] => [
  ...(filter.parent === ""
    ? [
        {
          label: filter.children ? "hide children" : "show children",
          onSelect: () => onFilter(changed(filter, { children: !filter.children })),
        },
      ]
    : []),
  ...[false, true].flatMap((not) => [
    ...jobTypes.map((value) => ({
      label: `type is ${not ? "not " : ""}${value}`,
      onSelect: () => onFilter(changed(filter, { type: withTerm(filter.type, { value, not }) })),
    })),
    ...(not ? jobHealths : []).map((value) => ({
      label: `status is not ${value}`,
      onSelect: () => onFilter(changed(filter, { health: withTerm(filter.health, { value, not }) })),
    })),
  ]),
];

const chipsOf = ({ filter, hidden, onFilter }: Props): readonly Chip[] => {
  const chip = (name: string, value: string, without: () => JobFilter): readonly Chip[] =>
    value === "" ? [] : [{ name, value, onRemove: () => onFilter(without()) }];
  return [
    ...chip("name", filter.text, () => changed(filter, { text: "" })).map((each) => ({ ...each, verb: "contains" })),
    ...chip("namespace", filter.namespace, () => withoutNamespace(filter)),
    ...chip("launched", filter.parent, () => changed(filter, { parent: "", sort: filter.sort ?? "health" })).map(
      (each) => ({ ...each, verb: "from" }),
    ),
    ...filter.type.map((term) => ({
      name: "type",
      ...term,
      onRemove: () => onFilter(changed(filter, { type: withoutTerm(filter.type, term) })),
    })),
    ...filter.health.map((term) => ({
      name: "status",
      ...term,
      onRemove: () => onFilter(changed(filter, { health: withoutTerm(filter.health, term) })),
    })),
    ...chip(hidden === 1 ? "1 child" : `${number(hidden)} children`, hidden === 0 ? "" : "hidden", () =>
      changed(filter, { children: true }),
    ).map((each) => ({ ...each, verb: hidden === 1 ? "is" : "are", removeLabel: "Show children" })),
  ];
};

export const JobFilterBar = (props: Props) => {
  const { filter, onFilter } = props;
  return (
    <>
      <FilterRow
        label="Filter jobs by name; a word with a minus excludes"
        placeholder="name contains…  -excluded"
        text={filter.text}
        onText={(text) => onFilter(changed(filter, { text }))}
        items={itemsOf(props)}
      >
        <Link className={buttonClass({ variant: "primary" })} to={newJobPath()}>
          <Plus className="i s" aria-hidden="true" />
          New job
        </Link>
      </FilterRow>
      <FilterChips chips={chipsOf(props)} onClear={isFiltered(filter) ? () => onFilter(clearFilter(filter)) : null} />
    </>
  );
};
