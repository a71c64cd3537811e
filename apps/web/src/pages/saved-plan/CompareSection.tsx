import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { PlanReply } from "@longshore/api/plans";
import type { PlanNow, SavedPlanItem } from "@longshore/api/saved-plans";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { comparedQuery, plansQuery } from "../../api/saved-plans.ts";
import { savedPlanPath } from "../../paths.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { Button } from "../../ui/Button.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Time } from "../../ui/Time.tsx";
import { changeTitle } from "../plans/saved-plan-words.ts";
import { Comparison } from "./Comparison.tsx";

/** The newest ones that can be chosen. */
const mostOthers = 50;

const WithNow = ({
  now,
  plan,
}: {
  readonly now: PlanNow | undefined;
  readonly plan: Pick<PlanReply, "type" | "nodes">;
}) => {
  const names = { a: "As saved", b: "As it is now" };
  if (now === undefined) return <SkeletonRows rows={3} height={32} />;
  if (now.truth === "over")
    return <p className="cmp-none two">Nothing more comes of this plan, so it is not looked at again.</p>;
  if (now.truth === "true")
    return <p className="cmp-none two">It is true now: planned at this moment, it would do the same.</p>;
  return (
    <Comparison
      comparison={now.moved.comparison}
      plan={{ type: plan.type, nodes: { ...plan.nodes, ...now.nodes } }}
      names={names}
    />
  );
};

const WithPlan = ({
  saved,
  other,
  plan,
}: {
  readonly saved: SavedPlanItem;
  readonly other: string;
  readonly plan: Pick<PlanReply, "type" | "nodes">;
}) => {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    comparedQuery(saved.id, other),
  );
  const first = data?.pages[0];
  if (first === undefined)
    return error === null ? <SkeletonRows rows={3} height={32} /> : <LoadFailed error={error} onRetry={refetch} />;
  const instances = data?.pages.flatMap((page) => page.instances) ?? [];
  const nodes = Object.assign({}, plan.nodes, ...(data?.pages.map((page) => page.nodes) ?? [])) as PlanReply["nodes"];
  return (
    <>
      <p className="cmp-none two">
        The other one:{" "}
        <Link className="link" to={savedPlanPath(first.b.id)}>
          {changeTitle(first.b)} to v{first.b.version}
        </Link>
        , {first.b.verdict}, saved by {first.b.author.by} <Time at={first.b.createdAt} />.
      </p>
      <Comparison
        comparison={{ ...first, instances, total: hasNextPage ? instances.length : first.total }}
        plan={{ type: plan.type, nodes }}
        names={{ a: "This plan", b: "The other" }}
      />
      {hasNextPage ? (
        <p className="cmp-more">
          <Button disabledWhy={isFetchingNextPage ? "Loading" : null} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </p>
      ) : null}
    </>
  );
};

const optionText = (item: SavedPlanItem): string =>
  `${changeTitle(item)} to v${String(item.version)}, ${item.verdict}, by ${item.author.by} (${item.id.slice(0, 8)})`;

/** The plan beside what it would be now, or beside another plan of its job; which one, the address says. */
export const CompareSection = ({
  saved,
  plan,
  now,
}: {
  readonly saved: SavedPlanItem;
  readonly plan: Pick<PlanReply, "type" | "nodes">;
  readonly now: PlanNow | undefined;
}) => {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const other = params.get("with") ?? "";
  const { data } = useQuery(plansQuery({ namespace: saved.namespace, job: saved.jobId, limit: mostOthers }));
  const others = (data?.items ?? []).filter(({ id }) => id !== saved.id);
  const isListed = other === "" || other === "now" || others.some(({ id }) => id === other);
  return (
    <section className="sec" aria-label="Compare">
      <div className="sech">
        <h2>Compare</h2>
        <label className="sp-with">
          <span className="two">with</span>
          <select
            className="input"
            value={other}
            onChange={(event) => {
              void navigate(savedPlanPath(saved.id, { with: event.target.value }), { replace: true });
            }}
          >
            <option value="">nothing</option>
            <option value="now">the same change planned now</option>
            {isListed ? null : <option value={other}>plan {other.slice(0, 8)}</option>}
            {others.map((item) => (
              <option key={item.id} value={item.id}>
                {optionText(item)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {other === "" ? null : other === "now" ? (
        <WithNow now={now} plan={plan} />
      ) : (
        <WithPlan key={other} saved={saved} other={other} plan={plan} />
      )}
    </section>
  );
};
