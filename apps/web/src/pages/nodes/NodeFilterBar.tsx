import { Plus, SlidersHorizontal } from "lucide-react";
import type { NodeList } from "@longshore/api/nodes";
import { Link } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { schedulerPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { FilterChip } from "../../ui/FilterChip.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { TextFilter } from "../../ui/TextFilter.tsx";
import { changeNodeFilter, clearNodeFilter, isNodeFiltered, nodeStates } from "./node-filter.ts";
import type { NodeFilter, NodeState } from "./node-filter.ts";

type Props = {
  readonly filter: NodeFilter;
  readonly list: NodeList | undefined;
  readonly onChange: (filter: NodeFilter) => void;
};

const places = [
  { key: "datacenter", name: "datacenter", all: "datacenters" },
  { key: "nodeClass", name: "class", all: "classes" },
  { key: "pool", name: "pool", all: "pools" },
] as const;

const AddFilter = ({ filter, list, onChange }: Props) => {
  const items = places.flatMap(({ key, name, all }) =>
    (list?.[all] ?? []).map((value) => ({
      label: `${name} is ${value}`,
      onSelect: () => {
        onChange(changeNodeFilter(filter, { [key]: value }));
      },
    })),
  );
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass()}>
          <Plus className="i s" aria-hidden="true" />
          Filter
        </button>
      }
      items={items}
    />
  );
};

const Chips = ({ filter, onChange }: Omit<Props, "list">) => (
  <div className="chips">
    {filter.text === "" ? null : (
      <FilterChip
        name="name"
        verb="contains"
        value={filter.text}
        onRemove={() => {
          onChange(changeNodeFilter(filter, { text: "" }));
        }}
      />
    )}
    {places.map(({ key, name }) =>
      filter[key] === "" ? null : (
        <FilterChip
          key={key}
          name={name}
          value={filter[key]}
          onRemove={() => {
            onChange(changeNodeFilter(filter, { [key]: "" }));
          }}
        />
      ),
    )}
    <Button
      variant="ghost"
      size="small"
      onClick={() => {
        onChange(clearNodeFilter(filter));
      }}
    >
      Clear all
    </Button>
  </div>
);

/** The tabs' shapes: of a state's own word, and for eligibility as the rows show it. */
const shapeWords: Readonly<Record<NodeState, string>> = {
  ready: "ready",
  initializing: "initializing",
  down: "down",
  disconnected: "disconnected",
  ineligible: "stopped",
  draining: "stopping",
};

const sumOf = ({ counts }: NodeList): number => counts.ready + counts.initializing + counts.down + counts.disconnected;

/** Counts of what matches everything but the state; each is the filter for it. */
export const NodeTabs = ({ filter, list, onChange }: Props) => (
  <div className="tabs" role="group" aria-label="Nodes per state under this filter">
    <button
      type="button"
      aria-pressed={filter.state === ""}
      onClick={() => {
        onChange(changeNodeFilter(filter, { state: "" }));
      }}
    >
      All <b>{list === undefined ? "" : number(sumOf(list))}</b>
    </button>
    {nodeStates.map((state) => (
      <button
        key={state}
        type="button"
        className={list?.counts[state] === 0 ? "zero" : undefined}
        aria-pressed={filter.state === state}
        onClick={() => {
          onChange(changeNodeFilter(filter, { state: filter.state === state ? "" : state }));
        }}
      >
        <StatusShape state={shapeWords[state]} />
        {state} <b>{list === undefined ? "" : number(list.counts[state])}</b>
      </button>
    ))}
  </div>
);

export const NodeFilterBar = (props: Props) => (
  <>
    <div className="qrow">
      <TextFilter
        label="Filter nodes by name or by how the id begins; a word with a minus excludes"
        placeholder="name contains…  -excluded"
        text={props.filter.text}
        onChange={(text) => {
          props.onChange(changeNodeFilter(props.filter, { text }));
        }}
      />
      <AddFilter {...props} />
      <Link className={buttonClass()} to={schedulerPath()}>
        <SlidersHorizontal className="i s" aria-hidden="true" />
        Scheduler
      </Link>
    </div>
    {isNodeFiltered(props.filter) ? <Chips filter={props.filter} onChange={props.onChange} /> : null}
  </>
);
