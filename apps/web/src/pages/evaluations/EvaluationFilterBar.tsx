import { evaluationTriggers } from "@longshore/core/model";
import { changed } from "../../lib/list-filter.ts";
import { FilterChips } from "../../ui/FilterChips.tsx";
import { FilterRow } from "../../ui/FilterRow.tsx";
import { clearEvaluationFilter, isEvaluationFiltered } from "./evaluation-filter.ts";
import type { EvaluationFilter } from "./evaluation-filter.ts";
import { triggerWords } from "./evaluation-words.ts";

type Props = { readonly filter: EvaluationFilter; readonly onFilter: (filter: EvaluationFilter) => void };

const Chips = ({ filter, onFilter }: Props) => {
  const chip = (name: string, value: string, without: Partial<EvaluationFilter>) =>
    value === "" ? [] : [{ name, value, onRemove: () => onFilter(changed(filter, without)) }];
  return (
    <FilterChips
      chips={[
        ...chip("job", filter.job, { job: "" }),
        ...chip("namespace", filter.namespace, { namespace: "" }),
        ...chip("reason", filter.trigger === "" ? "" : triggerWords[filter.trigger], { trigger: "" }),
      ]}
      onClear={isEvaluationFiltered(filter) ? () => onFilter(clearEvaluationFilter(filter)) : null}
    />
  );
};

export const EvaluationFilterBar = ({ filter, onFilter }: Props) => (
  <>
    <FilterRow
      label="Show the evaluations of one job, by its whole id"
      placeholder="a job's id"
      text={filter.job}
      onText={(job) => onFilter(changed(filter, { job: job.trim() }))}
      items={evaluationTriggers.map((trigger) => ({
        label: triggerWords[trigger],
        onSelect: () => onFilter(changed(filter, { trigger })),
      }))}
    />
    <Chips filter={filter} onFilter={onFilter} />
  </>
);
