import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { Permission } from "@longshore/api/jobs";
import type { NodeDetail } from "@longshore/api/nodes";
import { wordsOf } from "../../api/errors.ts";
import { useChangeNode, useNodeRequest } from "../../api/node-requests.ts";
import { useMayNot } from "../../api/use-may-not.ts";
import { capital } from "../../lib/capital.ts";
import { plural } from "../../lib/plural.ts";
import { showToast } from "../../lib/toasts.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { Status, StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { DrainDialog } from "./DrainDialog.tsx";
import { WhatIfDialog } from "./WhatIfDialog.tsx";
import { CancelDrainDialog, RemoveDialog } from "./NodeDialogs.tsx";
import { askedWords } from "./node-words.ts";

const whyNot = (permission: Permission): string | null =>
  permission.ok ? null : (permission.why ?? "Your token may not do this");

const workText = (node: NodeDetail): string => {
  if (node.drain !== null) return "Being drained: takes no new work.";
  if (node.eligibility === "ineligible") return "Ineligible: takes no new work; what runs here goes on.";
  return node.status === "ready" ? "Takes new work." : "Takes no new work until it is ready.";
};

const Sentence = ({ node }: { readonly node: NodeDetail }) => {
  const request = useNodeRequest(node);
  return (
    <p className="nd-h2 two">
      {request === null ? null : (
        <span role="status" className="nd-asked">
          {capital(askedWords[request.what.type])}: asked by you <Time at={request.at} />
        </span>
      )}
      <span>
        {capital(node.status)} since <Time at={node.statusUpdatedAt} />
        {node.statusDescription === "" ? "." : `: ${node.statusDescription}.`} {workText(node)}{" "}
        {plural(node.live.instances, "live instance")} of {plural(node.live.jobs, "job")}.
      </span>
    </p>
  );
};

/** How far the drain has come, and when it stops waiting. */
const DrainNote = ({ node }: { readonly node: NodeDetail }) => {
  const { drain } = node;
  if (drain === null) return null;
  return (
    <div className="nd-note" role="status" aria-label="Drain">
      <StatusShape state="stopping" />
      <span>
        <b>{drain.left === 0 ? "Everything has moved." : `${plural(drain.left, "instance")} left to move.`}</b> Drained
        by {drain.by} since <Time at={drain.startedAt} />.{" "}
        {drain.isForced
          ? "What is left is being stopped. "
          : drain.deadlineAt === null
            ? "It waits without end for what is left. "
            : null}
        {!drain.isForced && drain.deadlineAt !== null ? (
          <>
            What is left is stopped <Time at={drain.deadlineAt} />.{" "}
          </>
        ) : null}
        {drain.ignoreSystemJobs ? "System jobs stay." : null}
      </span>
    </div>
  );
};

type Open = "drain" | "cancel" | "remove" | "what-if-drained" | "what-if-lost" | null;

/** Reversible at once, so it is done without a question. */
const useEligibility = (node: NodeDetail) => {
  const change = useChangeNode(node.id);
  const to = node.eligibility === "eligible" ? "ineligible" : "eligible";
  const why = whyNot(to === "eligible" ? node.can.makeEligible : node.can.makeIneligible);
  return {
    to,
    why: change.isPending ? "Sent, waiting for the server" : why,
    run: () => {
      change.mutate(
        { type: to },
        {
          onError: (error) => {
            showToast({ state: "failed", text: wordsOf(error).title });
          },
        },
      );
    },
  };
};

type ActionProps = { readonly node: NodeDetail; readonly onOpen: (open: Open) => void };

const MoreMenu = ({ node, onOpen }: ActionProps) => {
  const removeWhy = whyNot(node.can.remove);
  const askWhy = useMayNot();
  const asks = (what: string, open: Open) => ({
    label: `What if it were ${what}?`,
    disabled: askWhy !== null,
    hint: askWhy ?? undefined,
    onSelect: () => {
      onOpen(open);
    },
  });
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass({ icon: true })} aria-label={`More for ${node.name}`}>
          <Ellipsis className="i s" aria-hidden="true" />
        </button>
      }
      items={[
        asks("drained", "what-if-drained"),
        asks("lost", "what-if-lost"),
        {
          label: "Remove…",
          danger: true,
          disabled: removeWhy !== null,
          hint: removeWhy ?? undefined,
          onSelect: () => {
            onOpen("remove");
          },
        },
      ]}
    />
  );
};

const Actions = ({ node, onOpen }: ActionProps) => {
  const eligibility = useEligibility(node);
  const drainWhy = whyNot(node.can.drain);
  const isDraining = node.drain !== null;
  useShortcuts([
    {
      keys: "d",
      label: isDraining ? "Change the drain" : "Drain",
      section: "This page",
      run: () => {
        if (drainWhy === null) onOpen("drain");
      },
    },
    {
      keys: "e",
      label: eligibility.to === "eligible" ? "Make it eligible" : "Make it ineligible",
      section: "This page",
      run: () => {
        if (eligibility.why === null) eligibility.run();
      },
    },
  ]);
  return (
    <div className="nd-acts">
      <MoreMenu node={node} onOpen={onOpen} />
      {isDraining ? (
        <Button
          disabledWhy={whyNot(node.can.cancelDrain)}
          onClick={() => {
            onOpen("cancel");
          }}
        >
          Cancel drain…
        </Button>
      ) : (
        <Button disabledWhy={eligibility.why} onClick={eligibility.run}>
          {eligibility.to === "eligible" ? "Make eligible" : "Make ineligible"}
          <span className="kb" aria-hidden="true">
            e
          </span>
        </Button>
      )}
      <Button
        variant="primary"
        disabledWhy={drainWhy}
        onClick={() => {
          onOpen("drain");
        }}
      >
        {isDraining ? "Change drain…" : "Drain…"}
        <span className="kb" aria-hidden="true">
          d
        </span>
      </Button>
    </div>
  );
};

export const NodeHeader = ({ node }: { readonly node: NodeDetail }) => {
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  return (
    <header className="nd-h">
      <div className="nd-h1">
        <StatusShape state={node.status} pulse={node.status === "ready"} />
        <h1>{node.name}</h1>
        <span className="vh">
          <Status state={node.status} />
        </span>
        <span className="tag">{node.datacenter}</span>
        {node.nodeClass === "" ? null : <span className="tag">{node.nodeClass}</span>}
        <span className="tag">{node.nodePool}</span>
        <Actions node={node} onOpen={setOpen} />
      </div>
      <Sentence node={node} />
      <DrainNote node={node} />
      {open === "drain" ? <DrainDialog node={node} onClose={close} /> : null}
      {open === "cancel" ? <CancelDrainDialog node={node} onClose={close} /> : null}
      {open === "what-if-drained" ? <WhatIfDialog node={node} type="drain" onClose={close} /> : null}
      {open === "what-if-lost" ? <WhatIfDialog node={node} type="lose" onClose={close} /> : null}
      {open === "remove" ? <RemoveDialog node={node} onClose={close} /> : null}
    </header>
  );
};
