import { useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useRef } from "react";
import type { EvaluationList } from "@longshore/api/evaluations";
import { evaluationStatuses } from "@longshore/core/model";
import { evaluationsQuery } from "../../api/queries.ts";
import { changed } from "../../lib/list-filter.ts";
import { useListFilter } from "../../lib/use-list-filter.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { ListPage } from "../../shell/ListPage.tsx";
import { Page } from "../../shell/Page.tsx";
import { byAge } from "../../shell/PageLinks.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { FilteredOut } from "../../ui/FilteredOut.tsx";
import { FilterTabs } from "../../ui/FilterTabs.tsx";
import { EvaluationFilterBar } from "./EvaluationFilterBar.tsx";
import { EvaluationsTable } from "./EvaluationsTable.tsx";
import { clearEvaluationFilter, evaluationAddress, evaluationQueryOf } from "./evaluation-filter.ts";

const pageSize = 50;

const tabs = evaluationStatuses.map((value) => ({ value }));

const sumOf = ({ counts }: EvaluationList): number =>
  evaluationStatuses.reduce((sum, status) => sum + counts[status], 0);

const keys = [
  ["j k", "move"],
  ["↵", "open"],
  ["/", "filter by job"],
  ["?", "all keys"],
] as const;

const NoneYet = () => (
  <Empty icon={<Activity className="i" aria-hidden="true" />} title="Nothing was scheduled yet">
    Every time the scheduler looks at a job, it is listed here with what came of it.
  </Empty>
);

/** Every time the scheduler looked at any job: why, and what came of it. */
export const EvaluationsPage = () => {
  const { filter, onFilter } = useListFilter(evaluationAddress);
  const query = useQuery(evaluationsQuery({ ...evaluationQueryOf(filter), limit: pageSize }));
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  return (
    <Page title="Evaluations" heading>
      <ListPage
        query={query}
        filter={filter}
        pathOf={evaluationAddress.pathOf}
        around={{ ref: list }}
        keys={keys}
        pageWords={byAge}
        bar={<EvaluationFilterBar filter={filter} onFilter={onFilter} />}
        tabs={
          <FilterTabs
            label="Evaluations per status under this filter"
            tabs={tabs}
            counts={query.data?.counts}
            all={query.data === undefined ? undefined : sumOf(query.data)}
            chosen={filter.status}
            onChoose={(status) => onFilter(changed(filter, { status }))}
          />
        }
        none={({ all }) =>
          all === 0 ? (
            <NoneYet />
          ) : (
            <FilteredOut noun="evaluation" all={all} onClear={() => onFilter(clearEvaluationFilter(filter))} />
          )
        }
        table={({ items }) => <EvaluationsTable items={items} named />}
      />
    </Page>
  );
};
