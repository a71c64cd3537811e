import { Plus } from "lucide-react";
import type { EvaluationList } from "@longshore/api/evaluations";
import { evaluationStatuses, evaluationTriggers } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { FilterChip } from "../../ui/FilterChip.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { TextFilter } from "../../ui/TextFilter.tsx";
import { changeEvaluationFilter, clearEvaluationFilter, isEvaluationFiltered } from "./evaluation-filter.ts";
import type { EvaluationFilter } from "./evaluation-filter.ts";
import { triggerWords } from "./evaluation-words.ts";

type Props = { readonly filter: EvaluationFilter; readonly onChange: (filter: EvaluationFilter) => void };

const Chips = ({ filter, onChange }: Props) => (
  <div className="chips">
    {filter.job === "" ? null : (
      <FilterChip
        name="job"
        value={filter.job}
        onRemove={() => {
          onChange(changeEvaluationFilter(filter, { job: "" }));
        }}
      />
    )}
    {filter.namespace === "" ? null : (
      <FilterChip
        name="namespace"
        value={filter.namespace}
        onRemove={() => {
          onChange(changeEvaluationFilter(filter, { namespace: "" }));
        }}
      />
    )}
    {filter.trigger === "" ? null : (
      <FilterChip
        name="reason"
        value={triggerWords[filter.trigger]}
        onRemove={() => {
          onChange(changeEvaluationFilter(filter, { trigger: "" }));
        }}
      />
    )}
    <Button
      variant="ghost"
      size="small"
      onClick={() => {
        onChange(clearEvaluationFilter(filter));
      }}
    >
      Clear all
    </Button>
  </div>
);

/** Counts of what matches everything but the status; each is the filter for it. */
export const EvaluationTabs = ({ filter, onChange, list }: Props & { readonly list: EvaluationList | undefined }) => (
  <div className="tabs" role="group" aria-label="Evaluations per status under this filter">
    <button
      type="button"
      aria-pressed={filter.status === ""}
      onClick={() => {
        onChange(changeEvaluationFilter(filter, { status: "" }));
      }}
    >
      All{" "}
      <b>{list === undefined ? "" : number(evaluationStatuses.reduce((sum, each) => sum + list.counts[each], 0))}</b>
    </button>
    {evaluationStatuses.map((status) => (
      <button
        key={status}
        type="button"
        className={list?.counts[status] === 0 ? "zero" : undefined}
        aria-pressed={filter.status === status}
        onClick={() => {
          onChange(changeEvaluationFilter(filter, { status: filter.status === status ? "" : status }));
        }}
      >
        <StatusShape state={status} />
        {status} <b>{list === undefined ? "" : number(list.counts[status])}</b>
      </button>
    ))}
  </div>
);

export const EvaluationFilterBar = ({ filter, onChange }: Props) => (
  <>
    <div className="qrow">
      <TextFilter
        label="Show the evaluations of one job, by its whole id"
        placeholder="a job's id"
        text={filter.job}
        onChange={(job) => {
          onChange(changeEvaluationFilter(filter, { job: job.trim() }));
        }}
      />
      <Menu
        trigger={
          <button type="button" className={buttonClass()}>
            <Plus className="i s" aria-hidden="true" />
            Filter
          </button>
        }
        items={evaluationTriggers.map((trigger) => ({
          label: triggerWords[trigger],
          onSelect: () => {
            onChange(changeEvaluationFilter(filter, { trigger }));
          },
        }))}
      />
    </div>
    {isEvaluationFiltered(filter) ? <Chips filter={filter} onChange={onChange} /> : null}
  </>
);
