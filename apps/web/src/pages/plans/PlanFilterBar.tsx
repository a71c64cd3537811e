import { changed } from "../../lib/list-filter.ts";
import { FilterChips } from "../../ui/FilterChips.tsx";
import { FilterRow } from "../../ui/FilterRow.tsx";
import { clearPlanFilter, isPlanFiltered } from "./plan-filter.ts";
import type { PlanFilter } from "./plan-filter.ts";

type Props = { readonly filter: PlanFilter; readonly onFilter: (filter: PlanFilter) => void };

const Chips = ({ filter, onFilter }: Props) => {
  const chip = (name: string, value: string, without: Partial<PlanFilter>) =>
    value === "" ? [] : [{ name, value, onRemove: () => onFilter(changed(filter, without)) }];
  return (
    <FilterChips
      chips={[
        ...chip("job", filter.job, { job: "" }),
        ...chip("namespace", filter.namespace, { namespace: "" }),
        ...chip("author", filter.author, { author: "" }),
      ]}
      onClear={isPlanFiltered(filter) ? () => onFilter(clearPlanFilter(filter)) : null}
    />
  );
};

export const PlanFilterBar = ({
  filter,
  onFilter,
  authors,
}: Props & {
  /** Whoever can be chosen. */
  readonly authors: readonly string[];
}) => (
  <>
    <FilterRow
      label="Show the plans of one job, by its whole id"
      placeholder="a job's id"
      text={filter.job}
      onText={(job) => onFilter(changed(filter, { job: job.trim() }))}
      items={authors.map((author) => ({
        label: `Saved by ${author}`,
        onSelect: () => onFilter(changed(filter, { author })),
      }))}
    />
    <Chips filter={filter} onFilter={onFilter} />
  </>
);
