import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { JobDetail, VersionItem } from "@longshore/api/jobs";
import { Link } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { versionsQuery } from "../../api/queries.ts";
import { SpecDiffView } from "../../diff/SpecDiffView.tsx";
import { changedFields, diffSections } from "../../diff/spec-rows.ts";
import { plural } from "../../lib/plural.ts";
import { editJobPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { OriginIcon, originText } from "../jobs/OriginText.tsx";
import { usePlanFirst, whyNot } from "./job-actions.ts";
import "./versions.css";

const diffText = (item: VersionItem): string => {
  if (item.diff === null) return item.version === 0 ? "first version" : "the version before is not kept";
  const fields = changedFields(diffSections(item.diff));
  return fields === 0 ? "no field changed" : `${plural(fields, "field")} changed`;
};

const Version = ({ job, item }: { readonly job: JobDetail; readonly item: VersionItem }) => {
  const planFirst = usePlanFirst();
  const newest = item.version === job.version;
  const [open, setOpen] = useState(false);
  const revertWhy = newest ? "This is the present version" : whyNot(job.can.revert);
  const Chevron = open ? ChevronDown : ChevronRight;
  const hasDiff = item.diff !== null && item.diff.kind !== "none";
  return (
    <li className="ver">
      <div className="verh">
        <button
          type="button"
          className="vert"
          aria-expanded={hasDiff ? open : undefined}
          disabled={!hasDiff}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Chevron className="i s" aria-hidden="true" />
          <b className="m">v{item.version}</b>
          {newest ? <span className="tag">present</span> : null}
          {item.stable ? (
            <span className="tag">
              <StatusShape state="succeeded" /> stable
            </span>
          ) : null}
          {item.stop ? (
            <span className="tag">
              <StatusShape state="stopped" /> stopped
            </span>
          ) : null}
          <span className="two ell">{item.note === "" ? diffText(item) : `${item.note}, ${diffText(item)}`}</span>
        </button>
        <span className="two verw">
          <OriginIcon door={item.origin.door} /> {originText(item.origin)}, <Time at={item.at} />
        </span>
        <span className="vera">
          <Link
            className={buttonClass({ size: "small" })}
            to={editJobPath(job.namespace, job.id, item.version)}
            aria-label={`Edit version ${String(item.version)}`}
          >
            Edit
          </Link>
          <Button
            size="small"
            disabledWhy={revertWhy}
            aria-label={`Revert to version ${String(item.version)}`}
            onClick={() => {
              planFirst({
                type: "revert",
                namespace: job.namespace,
                id: job.id,
                version: item.version,
              });
            }}
          >
            Revert…
          </Button>
        </span>
      </div>
      {open && item.diff !== null ? <SpecDiffView diff={item.diff} /> : null}
    </li>
  );
};

/** Each version with what it changed; any can be gone back to, as it was or edited. */
export const VersionsTab = ({ job }: { readonly job: JobDetail }) => {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    versionsQuery(job.namespace, job.id),
  );
  const words = error === null || data !== undefined ? null : wordsOf(error);
  return (
    <div className="vers">
      {words === null ? null : (
        <div className="pad">
          <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />
        </div>
      )}
      {data === undefined && words === null ? <SkeletonRows rows={8} height={44} /> : null}
      <ul>
        {data?.pages
          .flatMap((page) => page.items)
          .map((item) => (
            <Version key={item.version} job={job} item={item} />
          ))}
      </ul>
      {hasNextPage ? (
        <div className="more">
          <Button disabledWhy={isFetchingNextPage ? "Loading" : null} onClick={() => void fetchNextPage()}>
            Show older versions
          </Button>
        </div>
      ) : null}
    </div>
  );
};
