import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { JobDetail, VersionItem } from "@longshore/api/jobs";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { versionsQuery } from "../../api/queries.ts";
import { useMarkVersion } from "../../api/version-requests.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { editJobPath, versionsPath } from "../../paths.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { CompareVersions, type Compared } from "./CompareVersions.tsx";
import { TagDialog } from "./TagDialog.tsx";
import { VersionRow, revertWhy, type VersionActions } from "./VersionRow.tsx";
import { usePlanFirst, whyNot } from "./job-actions.ts";
import { editedVersion, versionName } from "./version-words.ts";
import "./versions.css";

const comparedIn = (params: URLSearchParams, job: JobDetail): Compared | null => {
  const from = params.get("from") ?? "";
  return from === "" ? null : { from, to: params.get("to") ?? String(job.version) };
};

/** Any version beside the present one; that one beside the one before it. */
const beside = (job: JobDetail, item: VersionItem): Compared =>
  item.version === job.version
    ? { from: String(item.version - 1), to: String(item.version) }
    : { from: versionName(item), to: String(job.version) };

const useActions = (job: JobDetail, onTag: (version: number) => void): VersionActions => {
  const planFirst = usePlanFirst();
  const navigate = useNavigate();
  const mark = useMarkVersion(job);
  const { namespace, id } = job;
  return {
    revert: (item) => {
      if (revertWhy(job, item) === null) planFirst({ type: "revert", namespace, id, version: item.version });
    },
    tag: (item) => {
      if (whyNot(job.can.plan) === null) onTag(item.version);
    },
    compare: (item) => {
      if (job.version > 0) void navigate(versionsPath(namespace, id, beside(job, item)));
    },
    mark: (item) => {
      mark.mutate({ version: item.version, stable: !item.stable });
    },
  };
};

const Head = ({ job }: { readonly job: JobDetail }) => (
  <div className="sech vers-head">
    <h2>Versions</h2>
    <span className="meta">Each with what it changed; any can be gone back to, as it was or edited</span>
    <span className="grow" />
    {job.version === 0 ? null : (
      <Link
        className={buttonClass({ size: "small" })}
        to={versionsPath(job.namespace, job.id, { from: String(job.version - 1), to: String(job.version) })}
      >
        Compare two
      </Link>
    )}
  </div>
);

/** Each version with what it changed; any two are compared, and any can be gone back to, as it was or edited. */
export const VersionsTab = ({ job }: { readonly job: JobDetail }) => {
  const [params] = useSearchParams();
  const compared = comparedIn(params, job);
  const navigate = useNavigate();
  const [tagging, setTagging] = useState<number | null>(null);
  const actions = useActions(job, setTagging);
  const list = useRef<HTMLUListElement>(null);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    versionsQuery(job.namespace, job.id),
  );
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const on = (act: (item: VersionItem) => void) => (row: string) => {
    const item = items.find(({ version }) => String(version) === row);
    if (item !== undefined) act(item);
  };
  useRowKeys(list, [
    { keys: "d", label: "Compare the version with the present one", run: on(actions.compare) },
    {
      keys: "e",
      label: "Edit the version",
      run: on((item) => void navigate(editJobPath(job.namespace, job.id, editedVersion(item, job.version)))),
    },
    { keys: "r", label: "Revert to the version", run: on(actions.revert) },
    { keys: "t", label: "Tag the version", run: on(actions.tag) },
  ]);
  const tagged = items.find(({ version }) => version === tagging);
  return (
    <div className="vers">
      {compared === null ? <Head job={job} /> : <CompareVersions job={job} compared={compared} items={items} />}
      {data === undefined && error !== null ? <LoadFailed error={error} onRetry={refetch} /> : null}
      {data === undefined && error === null ? <SkeletonRows rows={8} height={44} /> : null}
      <ul ref={list} aria-label="Versions, newest first">
        {items.map((item) => (
          <VersionRow key={item.version} job={job} item={item} actions={actions} />
        ))}
      </ul>
      {hasNextPage ? (
        <div className="more">
          <Button disabledWhy={isFetchingNextPage ? "Loading" : null} onClick={() => void fetchNextPage()}>
            Show older versions
          </Button>
        </div>
      ) : null}
      {tagged === undefined ? null : <TagDialog job={job} item={tagged} onClose={() => setTagging(null)} />}
    </div>
  );
};
