import { useQuery } from "@tanstack/react-query";
import { Lock, ScrollText } from "lucide-react";
import { useRef } from "react";
import { auditQuery } from "../../api/audit-queries.ts";
import { useIsAdministrator } from "../../api/use-may-not.ts";
import { useListFilter } from "../../lib/use-list-filter.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { ListPage } from "../../shell/ListPage.tsx";
import { Page } from "../../shell/Page.tsx";
import { byAge } from "../../shell/PageLinks.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { AuditFilterBar } from "./AuditFilterBar.tsx";
import { AuditTable } from "./AuditTable.tsx";
import { auditAddress, auditQueryOf, clearAuditFilter, isAuditFiltered } from "./audit-filter.ts";

const pageSize = 50;

const keys = [
  ["j k", "move"],
  ["↵", "only this person"],
  ["/", "filter"],
  ["?", "all keys"],
] as const;

const None = ({ onClear }: { readonly onClear: (() => void) | null }) =>
  onClear === null ? (
    <Empty icon={<ScrollText className="i" aria-hidden="true" />} title="Nothing was asked for yet">
      Every change that somebody asks for is listed here, through whichever door it came.
    </Empty>
  ) : (
    <Empty
      icon={<ScrollText className="i" aria-hidden="true" />}
      title="Nothing matches this filter"
      actions={<Button onClick={onClear}>Clear the filter</Button>}
    >
      Names and ids are compared whole.
    </Empty>
  );

const AuditLog = () => {
  const { filter, onFilter } = useListFilter(auditAddress);
  const query = useQuery(auditQuery({ ...auditQueryOf(filter), limit: pageSize }));
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  return (
    <ListPage
      query={query}
      filter={filter}
      pathOf={auditAddress.pathOf}
      around={{ ref: list }}
      keys={keys}
      pageWords={byAge}
      bar={<AuditFilterBar filter={filter} onFilter={onFilter} />}
      tabs={null}
      none={() => <None onClear={isAuditFiltered(filter) ? () => onFilter(clearAuditFilter(filter)) : null} />}
      table={({ items }) => <AuditTable items={items} whole />}
    />
  );
};

/** Who asked for which change, of all jobs and of the installation. */
export const AuditPage = () => {
  const may = useIsAdministrator();
  return (
    <Page title="Audit" heading>
      {may ? (
        <AuditLog />
      ) : (
        <Empty icon={<Lock className="i" aria-hidden="true" />} title="The audit log is the administrators’">
          What was asked of one job is on that job’s page, under Activity.
        </Empty>
      )}
    </Page>
  );
};
