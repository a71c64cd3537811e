import { SlidersHorizontal } from "lucide-react";
import type { NodeList } from "@longshore/api/nodes";
import { Link } from "react-router-dom";
import { changed } from "../../lib/list-filter.ts";
import { schedulerPath } from "../../paths.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { FilterChips } from "../../ui/FilterChips.tsx";
import { FilterRow } from "../../ui/FilterRow.tsx";
import { clearNodeFilter, isNodeFiltered } from "./node-filter.ts";
import type { NodeFilter } from "./node-filter.ts";

type Props = {
  readonly filter: NodeFilter;
  readonly list: NodeList | undefined;
  readonly onFilter: (filter: NodeFilter) => void;
};

const places = [
  { key: "datacenter", name: "datacenter", all: "datacenters" },
  { key: "nodeClass", name: "class", all: "classes" },
  { key: "pool", name: "pool", all: "pools" },
] as const;

const Chips = ({ filter, onFilter }: Omit<Props, "list">) => {
  const chip = (name: string, value: string, without: Partial<NodeFilter>) =>
    value === "" ? [] : [{ name, value, onRemove: () => onFilter(changed(filter, without)) }];
  return (
    <FilterChips
      chips={[
        ...chip("name", filter.text, { text: "" }).map((each) => ({ ...each, verb: "contains" })),
        ...places.flatMap(({ key, name }) => chip(name, filter[key], { [key]: "" })),
      ]}
      onClear={isNodeFiltered(filter) ? () => onFilter(clearNodeFilter(filter)) : null}
    />
  );
};

export const NodeFilterBar = ({ filter, list, onFilter }: Props) => (
  <>
    <FilterRow
      label="Filter nodes by name or by how the id begins; a word with a minus excludes"
      placeholder="name contains…  -excluded"
      text={filter.text}
      onText={(text) => onFilter(changed(filter, { text }))}
      items={places.flatMap(({ key, name, all }) =>
        (list?.[all] ?? []).map((value) => ({
          label: `${name} is ${value}`,
          onSelect: () => onFilter(changed(filter, { [key]: value })),
        })),
      )}
    >
      <Link className={buttonClass()} to={schedulerPath()}>
        <SlidersHorizontal className="i s" aria-hidden="true" />
        Scheduler
      </Link>
    </FilterRow>
    <Chips filter={filter} onFilter={onFilter} />
  </>
);
