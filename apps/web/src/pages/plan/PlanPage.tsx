import { FileQuestion } from "lucide-react";
import { useState } from "react";
import type { Change, PlanReply } from "@longshore/api/plans";
import { Link, useNavigate, useParams } from "react-router-dom";
import { isKind, problemOf, wordsOf } from "../../api/errors.ts";
import { useApply } from "../../api/mutations.ts";
import { useNeedsApproval } from "../../api/namespace-rules.ts";
import { dropEdit, dropEdits, readDraft } from "../../lib/drafts.ts";
import { showToast } from "../../lib/toasts.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { jobPath, jobsPath, newJobPath } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import type { Verb } from "../../ui/VerbShape.tsx";
import { RehearsalSection } from "../rehearsal/RehearsalSection.tsx";
import { PlanHeader } from "./PlanHeader.tsx";
import { PlanView } from "./PlanView.tsx";
import { PurgeDialog } from "./PurgeDialog.tsx";
import { SavePlanDialog } from "./SavePlanDialog.tsx";
import { StaleBanner } from "./StaleBanner.tsx";
import { isAskedPaused, isNothing, isRolledOut, planTitle, withPause } from "./plan-words.ts";
import { useBase, usePlan } from "./use-plan.ts";
import type { Base } from "./use-plan.ts";
import "./plan.css";

const NoDraft = () => (
  <Page title="Plan" crumbs={[{ text: "Jobs", to: jobsPath() }]}>
    <Empty
      icon={<FileQuestion className="i" aria-hidden="true" />}
      title="This plan is not kept here"
      actions={
        <Link className={buttonClass()} to={newJobPath()}>
          Plan a job
        </Link>
      }
    >
      A plan that was neither applied nor saved lives in the browser tab that made it. Nothing was changed.
    </Empty>
  </Page>
);

const PlanFailed = ({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) => {
  const words = wordsOf(error);
  const faults = problemOf(error)?.problems ?? [];
  return (
    <div className="pad">
      <ErrorNote
        title={words.title}
        detail={
          <>
            {words.detail}
            <ul>
              {faults.map((fault) => (
                <li key={fault.path.join(".") + fault.message}>
                  <code>{fault.path.join(".")}</code> {fault.message}
                </li>
              ))}
            </ul>
          </>
        }
        requestId={words.requestId}
        actions={<Button onClick={onAgain}>Plan again</Button>}
      />
    </div>
  );
};

const whyNot = (
  change: Change,
  plan: PlanReply,
  at: { readonly base: Base; readonly pending: boolean; readonly needsApproval: boolean },
): string | null => {
  if (at.pending) return "Sent, waiting for the server";
  if (at.base.type === "moved") return "Stale: plan again first";
  if (isNothing(change, plan)) return "There is nothing to apply";
  return at.needsApproval ? "Changes in this namespace need somebody else's approval" : null;
};

/** Applying, and where one goes from there. */
const useApplyPlan = (planned: Change, plan: PlanReply, isPaused: boolean) => {
  const change = withPause(planned, isPaused);
  const navigate = useNavigate();
  const apply = useApply();
  const run = (): void => {
    apply.mutate(
      { change, checkIndex: plan.base.jobModifyIndex },
      {
        onSuccess: (reply) => {
          if (change.type === "register") {
            if (plan.base.version === null) dropEdit("new");
            dropEdits(plan.namespace, plan.id);
          }
          for (const warning of reply.warnings) showToast({ state: "failed", text: warning });
          void navigate(change.type === "purge" ? jobsPath() : jobPath(reply.namespace, reply.id), { replace: true });
          if (change.type === "purge") showToast({ state: "succeeded", text: `${reply.id} is purged.` });
        },
      },
    );
  };
  return { apply, run };
};

const ApplyFailed = ({ error }: { readonly error: unknown }) => {
  if (error === null) return null;
  const words = wordsOf(error);
  return (
    <div className="pad">
      <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />
    </div>
  );
};

type PlannedProps = {
  readonly plan: PlanReply;
  readonly change: Change;
  readonly plannedAt: number;
  readonly onAgain: () => void;
  readonly planning: boolean;
};

/** What may be done with the plan, and why not; applying and saving, by button and by key. */
const usePlanned = ({ plan, change }: Pick<PlannedProps, "plan" | "change">) => {
  const [open, setOpen] = useState<"purge" | "save" | null>(null);
  const [isPaused, setPaused] = useState(() => isAskedPaused(change));
  const { apply, run } = useApplyPlan(change, plan, isPaused);
  const watched = useBase(plan);
  // The server's own word, should the live stream be behind it.
  const base: Base =
    isKind(apply.error, "stale-plan") && watched.type !== "moved"
      ? { type: "moved", version: plan.base.version, by: null, at: null }
      : watched;
  const needsApproval = useNeedsApproval(plan.namespace, change.type);
  const at = { base, pending: apply.isPending || apply.isSuccess };
  const applyWhy = whyNot(change, plan, { ...at, needsApproval });
  const saveWhy = whyNot(change, plan, { ...at, needsApproval: false });
  const onApply = (): void => {
    if (applyWhy !== null) return;
    if (change.type === "purge") setOpen("purge");
    else run();
  };
  const onSave = (): void => {
    if (saveWhy === null) setOpen("save");
  };
  useShortcuts([
    needsApproval
      ? { keys: "mod+Enter", label: "Save the plan for approval", section: "This page", run: onSave }
      : { keys: "mod+Enter", label: "Apply the plan", section: "This page", run: onApply },
    { keys: "s", label: "Save the plan", section: "This page", run: onSave },
  ]);
  return { open, setOpen, isPaused, setPaused, apply, run, base, needsApproval, applyWhy, saveWhy, onApply, onSave };
};

const PlannedDialogs = ({
  plan,
  change,
  of: { open, setOpen, isPaused, needsApproval, apply, run },
}: Pick<PlannedProps, "plan" | "change"> & { readonly of: ReturnType<typeof usePlanned> }) => {
  const close = (): void => setOpen(null);
  return open === "save" ? (
    <SavePlanDialog
      change={withPause(change, isPaused)}
      isNew={plan.base.version === null}
      forApproval={needsApproval}
      onClose={close}
    />
  ) : (
    <PurgeDialog id={plan.id} open={open === "purge"} pending={apply.isPending} onClose={close} onPurge={run} />
  );
};

const Planned = ({ plan, change, plannedAt, onAgain, planning }: PlannedProps) => {
  const [filter, setFilter] = useState<Verb | null>(null);
  const planned = usePlanned({ plan, change });
  const { apply, base } = planned;
  // While our own apply is on its way, the job moves because of us.
  const isOnItsWay = apply.isPending || apply.isSuccess;
  const stale = base.type === "moved" && !isOnItsWay;
  return (
    <div className={stale ? "plan is-stale" : "plan"}>
      <PlanHeader
        plan={plan}
        change={change}
        plannedAt={plannedAt}
        base={isOnItsWay ? { type: "same" } : base}
        filter={filter}
        onFilter={setFilter}
        onApply={planned.onApply}
        applyWhy={planned.applyWhy}
        needsApproval={planned.needsApproval}
        onSave={planned.onSave}
        saveWhy={planned.saveWhy}
        isPaused={isRolledOut(change, plan) ? planned.isPaused : null}
        onPaused={planned.setPaused}
      />
      {stale ? (
        <StaleBanner
          plan={plan}
          base={base}
          pending={planning}
          onAgain={() => {
            apply.reset();
            onAgain();
          }}
        />
      ) : null}
      <ApplyFailed error={stale ? null : apply.error} />
      <PlanView
        plan={plan}
        change={change}
        filter={filter}
        rehearsal={<RehearsalSection of={{ change: withPause(change, planned.isPaused) }} jobType={plan.type} />}
      />
      <PlannedDialogs plan={plan} change={change} of={planned} />
    </div>
  );
};

const PlanOf = ({ draft, change }: { readonly draft: string; readonly change: Change }) => {
  const { data, error, refetch, isFetching, dataUpdatedAt } = usePlan(draft, change);
  const again = (): void => void refetch();
  const id = data?.id ?? ("id" in change ? change.id : "");
  const namespace = data?.namespace ?? ("namespace" in change ? change.namespace : "");
  const known = data !== undefined ? data.base.version !== null : id !== "";
  return (
    <Page
      title={planTitle(change)}
      crumbs={[{ text: "Jobs", to: jobsPath() }, ...(known ? [{ text: id, to: jobPath(namespace, id) }] : [])]}
    >
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={10} height={40} />
        ) : (
          <PlanFailed error={error} onAgain={again} />
        )
      ) : (
        <Planned
          key={dataUpdatedAt}
          plan={data}
          change={change}
          plannedAt={dataUpdatedAt}
          onAgain={again}
          planning={isFetching}
        />
      )}
    </Page>
  );
};

/** See the plan before you run it. */
export const PlanPage = () => {
  const { draft = "" } = useParams();
  const [change] = useState(() => readDraft(draft));
  return change === null ? <NoDraft /> : <PlanOf draft={draft} change={change} />;
};
