import { useQuery } from "@tanstack/react-query";
import { Activity, FilterX, Unplug } from "lucide-react";
import { useRef } from "react";
import type { EvaluationList } from "@longshore/api/evaluations";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { evaluationsQuery } from "../../api/queries.ts";
import { useStaleSince } from "../../api/use-live-status.ts";
import { plural } from "../../lib/plural.ts";
import { evaluationsPath } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ListFoot } from "../../ui/ListFoot.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { useRowKeys } from "../jobs/use-row-keys.ts";
import { EvaluationFilterBar, EvaluationTabs } from "./EvaluationFilterBar.tsx";
import { EvaluationsTable } from "./EvaluationsTable.tsx";
import {
  changeEvaluationFilter,
  clearEvaluationFilter,
  evaluationAddressOf,
  evaluationQueryOf,
  readEvaluationFilter,
} from "./evaluation-filter.ts";
import type { EvaluationFilter } from "./evaluation-filter.ts";
import "../job/lists.css";

const pageSize = 50;

const Nothing = ({ list, onClear }: { readonly list: EvaluationList; readonly onClear: () => void }) =>
  list.all === 0 ? (
    <Empty icon={<Activity className="i" aria-hidden="true" />} title="Nothing was scheduled yet">
      Every time the scheduler looks at a job, it is listed here with what came of it.
    </Empty>
  ) : (
    <Empty
      icon={<FilterX className="i" aria-hidden="true" />}
      title="No evaluation matches this filter"
      actions={<Button onClick={onClear}>Clear the filter</Button>}
    >
      {list.all === 1 ? "There is 1 evaluation" : `There are ${plural(list.all, "evaluation")}`} without it.
    </Empty>
  );

const Failed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => (
  <Empty
    icon={<Unplug className="i" aria-hidden="true" />}
    title={wordsOf(error).title}
    actions={<Button onClick={onRetry}>Try again</Button>}
  >
    {wordsOf(error).detail}
  </Empty>
);

const Foot = ({ filter, list }: { readonly filter: EvaluationFilter; readonly list: EvaluationList }) => (
  <ListFoot
    before={filter.before}
    shown={list.items.length}
    total={list.total}
    keys={[
      ["j k", "move"],
      ["↵", "open"],
      ["/", "filter by job"],
      ["?", "all keys"],
    ]}
  >
    {filter.before > 0 ? (
      <Link className="link" to={evaluationsPath(evaluationAddressOf(changeEvaluationFilter(filter, {})))}>
        Newest
      </Link>
    ) : null}
    {list.next === null ? null : (
      <Link
        className="link"
        to={evaluationsPath(
          evaluationAddressOf({ ...filter, cursor: list.next, before: filter.before + list.items.length }),
        )}
      >
        Older
      </Link>
    )}
  </ListFoot>
);

const Body = ({
  filter,
  onFilter,
}: {
  readonly filter: EvaluationFilter;
  readonly onFilter: (filter: EvaluationFilter) => void;
}) => {
  const query = { ...evaluationQueryOf(filter), limit: pageSize };
  const { data, error, refetch, isPlaceholderData } = useQuery(evaluationsQuery(query));
  const stale = useStaleSince();
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  return (
    <>
      <div className="fb">
        <EvaluationFilterBar filter={filter} onChange={onFilter} />
        <div className="tabrow">
          <EvaluationTabs filter={filter} list={data} onChange={onFilter} />
        </div>
      </div>
      <StaleBar />
      <div ref={list} className={stale === null ? "wrap" : "wrap stale-data"} aria-busy={isPlaceholderData}>
        {data === undefined && error === null ? <SkeletonRows rows={14} height={32} /> : null}
        {data === undefined && error !== null ? <Failed error={error} onRetry={() => void refetch()} /> : null}
        {data === undefined ? null : data.items.length === 0 ? (
          <Nothing
            list={data}
            onClear={() => {
              onFilter(clearEvaluationFilter(filter));
            }}
          />
        ) : (
          <EvaluationsTable items={data.items} named />
        )}
      </div>
      {data === undefined || data.items.length === 0 ? null : <Foot filter={filter} list={data} />}
    </>
  );
};

/** Every time the scheduler looked at any job: why, and what came of it. */
export const EvaluationsPage = () => {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const filter = readEvaluationFilter(params);
  return (
    <Page title="Evaluations" heading>
      <Body
        filter={filter}
        onFilter={(next) => {
          // Typing must not fill the history; anything else can be gone back from.
          const replace = next.job !== filter.job && next.job !== "";
          void navigate(evaluationsPath(evaluationAddressOf(next)), { replace });
        }}
      />
    </Page>
  );
};
