import { ChevronDown, ChevronRight, Ellipsis, Tag } from "lucide-react";
import { useState } from "react";
import type { JobDetail, VersionItem } from "@longshore/api/jobs";
import { Link } from "react-router-dom";
import { SpecDiffView } from "../../diff/SpecDiffView.tsx";
import { editJobPath, savedPlanPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { tip } from "../../ui/tip.ts";
import { OriginIcon, originText } from "../jobs/OriginText.tsx";
import { whyNot } from "./job-actions.ts";
import { diffText, editedVersion } from "./version-words.ts";

/** What can be done with a version; the list has them for its keys as well. */
export type VersionActions = {
  readonly revert: (item: VersionItem) => void;
  readonly tag: (item: VersionItem) => void;
  readonly compare: (item: VersionItem) => void;
  readonly mark: (item: VersionItem) => void;
};

export const revertWhy = (job: JobDetail, item: VersionItem): string | null =>
  item.version === job.version ? "This is the present version" : whyNot(job.can.revert);

type Props = { readonly job: JobDetail; readonly item: VersionItem; readonly actions: VersionActions };

const Marks = ({ job, item }: Pick<Props, "job" | "item">) => (
  <>
    {item.version === job.version ? <span className="tag">present</span> : null}
    {item.tag === null ? null : (
      <span
        className="tag m ver-tag"
        {...tip(item.tag.description === "" ? item.tag.name : `${item.tag.name}\n${item.tag.description}`)}
      >
        <Tag className="i s" aria-hidden="true" />
        <span className="vh">tagged </span>
        <span className="ell">{item.tag.name}</span>
      </span>
    )}
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
  </>
);

const Whence = ({ item }: Pick<Props, "item">) => (
  <span className="two verw">
    <OriginIcon door={item.origin.door} /> {originText(item.origin)}, <Time at={item.at} />
    {item.plan === null ? null : (
      <>
        , from{" "}
        <Link className="link" to={savedPlanPath(item.plan)}>
          plan {item.plan.slice(0, 8)}
        </Link>
      </>
    )}
  </span>
);

const Actions = ({ job, item, actions }: Props) => {
  const mayNot = whyNot(job.can.plan);
  const isPresent = item.version === job.version;
  const named = String(item.version);
  return (
    <span className="vera">
      <Link
        className={buttonClass({ size: "small" })}
        to={editJobPath(job.namespace, job.id, editedVersion(item, job.version))}
        aria-label={`Edit version ${named}`}
      >
        Edit
      </Link>
      <Button
        size="small"
        disabledWhy={revertWhy(job, item)}
        aria-label={`Revert to version ${named}`}
        onClick={() => actions.revert(item)}
      >
        Revert…
      </Button>
      <Menu
        trigger={
          <button
            type="button"
            className={buttonClass({ icon: true, size: "small" })}
            aria-label={`More for version ${named}`}
          >
            <Ellipsis className="i s" aria-hidden="true" />
          </button>
        }
        items={[
          {
            label: isPresent ? "Compare with the one before" : "Compare with the present one",
            disabled: job.version === 0,
            onSelect: () => actions.compare(item),
          },
          {
            label: item.tag === null ? "Tag…" : "Its tag…",
            disabled: mayNot !== null,
            hint: mayNot ?? undefined,
            onSelect: () => actions.tag(item),
          },
          {
            label: item.stable ? "It is not stable" : "It is stable",
            disabled: mayNot !== null,
            hint: mayNot ?? "Failed rollouts go back to the newest stable version",
            onSelect: () => actions.mark(item),
          },
        ]}
      />
    </span>
  );
};

/** A version: what it changed, from whom it came, and what can be done with it. */
export const VersionRow = ({ job, item, actions }: Props) => {
  const [open, setOpen] = useState(false);
  const Chevron = open ? ChevronDown : ChevronRight;
  const hasDiff = item.diff !== null && item.diff.kind !== "none";
  const text = item.note === "" ? diffText(item) : `${item.note}, ${diffText(item)}`;
  return (
    <li className="ver">
      <div className="verh">
        <button
          type="button"
          className="vert"
          data-row={String(item.version)}
          aria-expanded={hasDiff ? open : undefined}
          aria-disabled={hasDiff ? undefined : true}
          onClick={() => {
            if (hasDiff) setOpen(!open);
          }}
        >
          <Chevron className="i s" aria-hidden="true" />
          <b className="m">v{item.version}</b>
          <Marks job={job} item={item} />
          <span className="two ell vern" {...tip(text)}>
            {text}
          </span>
        </button>
        <Whence item={item} />
        <Actions job={job} item={item} actions={actions} />
      </div>
      {open && item.diff !== null ? <SpecDiffView diff={item.diff} /> : null}
    </li>
  );
};
