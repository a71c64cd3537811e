import type { HTMLAttributes, ReactNode, Ref } from "react";
import { useStaleSince } from "../api/use-live-status.ts";
import { changed } from "../lib/list-filter.ts";
import type { Paged } from "../lib/list-filter.ts";
import { ListFoot } from "../ui/ListFoot.tsx";
import type { KeyHints } from "../ui/ListFoot.tsx";
import { SkeletonRows } from "../ui/Skeleton.tsx";
import { LoadFailed } from "./LoadFailed.tsx";
import { PageLinks } from "./PageLinks.tsx";
import { StaleBar } from "./StaleBar.tsx";

/** What a server's list says of itself beside its rows. */
type Listed = { readonly items: readonly unknown[]; readonly next: string | null; readonly total?: number };

type Props<Filter extends Paged, List extends Listed> = {
  readonly query: {
    readonly data: List | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
    /** What is shown is still the page before. */
    readonly isPlaceholderData: boolean;
    readonly dataUpdatedAt: number;
  };
  readonly filter: Filter;
  readonly pathOf: (filter: Filter) => string;
  /** The field, the menu and the chips of the filter. */
  readonly bar: ReactNode;
  readonly tabs: ReactNode;
  /** Of the element around the rows. */
  readonly around: HTMLAttributes<HTMLElement> & { readonly ref: Ref<HTMLDivElement> };
  /** Why there are no rows. */
  readonly none: (list: List) => ReactNode;
  readonly table: (list: List) => ReactNode;
  readonly keys: KeyHints;
  readonly pageWords?: readonly [string, string];
};

const Foot = <Filter extends Paged, List extends Listed>({
  list,
  props: { filter, pathOf, keys, query, pageWords },
}: {
  readonly list: List;
  readonly props: Props<Filter, List>;
}) => {
  const shown = list.items.length;
  const following = { ...filter, cursor: list.next ?? "", before: filter.before + shown };
  return (
    <ListFoot before={filter.before} shown={shown} total={list.total} at={query.dataUpdatedAt} keys={keys}>
      <PageLinks
        first={filter.before === 0 ? null : pathOf(changed(filter, {}))}
        next={list.next === null ? null : pathOf(following)}
        {...(pageWords === undefined ? {} : { words: pageWords })}
      />
    </ListFoot>
  );
};

/** A page that is one list: its filter, the tabs with their counts, rows by the page, or why there are none. */
export const ListPage = <Filter extends Paged, List extends Listed>(props: Props<Filter, List>) => {
  const { bar, tabs, around, none, table, query } = props;
  const { data, error, refetch, isPlaceholderData } = query;
  const stale = useStaleSince();
  const isEmpty = data?.items.length === 0;
  return (
    <>
      <div className="fb">
        {bar}
        <div className="tabrow">{tabs}</div>
      </div>
      <StaleBar />
      <div {...around} className={stale === null ? "wrap" : "wrap stale-data"} aria-busy={isPlaceholderData}>
        {data === undefined && error === null ? <SkeletonRows rows={14} height={32} /> : null}
        {data === undefined && error !== null ? <LoadFailed error={error} onRetry={refetch} /> : null}
        {data === undefined ? null : isEmpty ? none(data) : table(data)}
      </div>
      {data === undefined || isEmpty ? null : <Foot list={data} props={props} />}
    </>
  );
};
