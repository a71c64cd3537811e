import { useQuery } from "@tanstack/react-query";
import { FilterX, GitCompareArrows } from "lucide-react";
import { useRef } from "react";
import { planVerdicts } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { plansQuery } from "../../api/saved-plans.ts";
import { useSessionState } from "../../api/use-session.ts";
import { changed } from "../../lib/list-filter.ts";
import { useListFilter } from "../../lib/use-list-filter.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { jobsPath } from "../../paths.ts";
import { ListPage } from "../../shell/ListPage.tsx";
import { Page } from "../../shell/Page.tsx";
import { byAge } from "../../shell/PageLinks.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { FilterTabs } from "../../ui/FilterTabs.tsx";
import { PlanFilterBar } from "./PlanFilterBar.tsx";
import { PlansTable } from "./PlansTable.tsx";
import { clearPlanFilter, isPlanFiltered, planAddress, planQueryOf } from "./plan-filter.ts";
import type { PlanFilter } from "./plan-filter.ts";
import { verdictShapes } from "./saved-plan-words.ts";

const pageSize = 50;

const tabs = planVerdicts.map((value) => ({ value, shape: verdictShapes[value] }));

const keys = [
  ["j k", "move"],
  ["↵", "open"],
  ["/", "filter by job"],
  ["?", "all keys"],
] as const;

const NoneYet = () => (
  <Empty
    icon={<GitCompareArrows className="i" aria-hidden="true" />}
    title="No plan was saved yet"
    actions={
      <Link className={buttonClass()} to={jobsPath()}>
        Go to jobs
      </Link>
    }
  >
    Plan a change of a job and save the plan: it gets an address of its own, where others see what it would do, approve
    it and apply it.
  </Empty>
);

const None = ({ filter, onFilter }: { readonly filter: PlanFilter; readonly onFilter: (filter: PlanFilter) => void }) =>
  filter.state === "" && !isPlanFiltered(filter) ? (
    <NoneYet />
  ) : (
    <Empty
      icon={<FilterX className="i" aria-hidden="true" />}
      title="No plan matches this filter"
      actions={<Button onClick={() => onFilter(clearPlanFilter(filter))}>Clear the filter</Button>}
    />
  );

/** Whoever is signed in, whoever is filtered by and those of the plans in sight. */
const useAuthors = (seen: readonly string[]): readonly string[] => {
  const state = useSessionState();
  const mine = state.type === "signed-in" ? [state.session.name] : [];
  return [...new Set([...mine, ...seen])];
};

/** The changes that were planned and kept, and what came of them. */
export const PlansPage = () => {
  const { filter, onFilter } = useListFilter(planAddress);
  const query = useQuery(plansQuery({ ...planQueryOf(filter), limit: pageSize }));
  const authors = useAuthors((query.data?.items ?? []).map(({ author }) => author.by));
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  return (
    <Page title="Plans" heading>
      <ListPage
        query={query}
        filter={filter}
        pathOf={planAddress.pathOf}
        around={{ ref: list }}
        keys={keys}
        pageWords={byAge}
        bar={<PlanFilterBar filter={filter} onFilter={onFilter} authors={authors} />}
        tabs={
          <FilterTabs
            label="Plans by what came of them"
            tabs={tabs}
            counts={undefined}
            all={undefined}
            chosen={filter.state}
            onChoose={(state) => onFilter(changed(filter, { state }))}
          />
        }
        none={() => <None filter={filter} onFilter={onFilter} />}
        table={({ items }) => <PlansTable items={items} named />}
      />
    </Page>
  );
};
