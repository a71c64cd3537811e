import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SchedulerReply, SchedulerRequest } from "@longshore/api/scheduler";
import { preemptionGap } from "@longshore/core/model";
import { call } from "../../api/client.ts";
import { wordsOf } from "../../api/errors.ts";
import { schedulerQuery } from "../../api/queries.ts";
import { showToast } from "../../lib/toasts.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Page } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { NamespaceRules } from "./NamespaceRules.tsx";
import "./scheduler.css";

const algorithms = [
  {
    value: "binpack",
    label: "Fill nodes",
    text: "The fullest node with room wins. Whole nodes stay free for large work.",
  },
  { value: "spread", label: "Level nodes", text: "The emptiest node wins. Every node has about as much to do." },
] as const;

const types = [
  { value: "system", text: "on every node that qualifies" },
  { value: "service", text: "runs until it is stopped" },
  { value: "batch", text: "runs to its end" },
  { value: "sysbatch", text: "runs to its end on every node that qualifies" },
] as const;

const settingsOf = ({ algorithm, preemption }: SchedulerReply): SchedulerRequest => ({ algorithm, preemption });

const useSave = (onSaved: () => void) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: SchedulerRequest) => call("setScheduler", { body: settings }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["scheduler"] });
      showToast({ state: "succeeded", text: "The scheduler goes by these settings now." });
      onSaved();
    },
  });
};

type Edit = {
  readonly settings: SchedulerRequest;
  readonly disabled: boolean;
  readonly onChange: (settings: SchedulerRequest) => void;
};

const Algorithm = ({ settings, disabled, onChange }: Edit) => (
  <fieldset className="sch-set">
    <legend>Which node wins</legend>
    {algorithms.map(({ value, label, text }) => (
      <label key={value} className="sch-choice" htmlFor={`algorithm-${value}`}>
        <input
          id={`algorithm-${value}`}
          type="radio"
          name="algorithm"
          value={value}
          checked={settings.algorithm === value}
          disabled={disabled}
          onChange={() => {
            onChange({ ...settings, algorithm: value });
          }}
        />
        <b>{label}</b>
        <span className="two">{text}</span>
      </label>
    ))}
  </fieldset>
);

const Preemption = ({ settings, disabled, onChange }: Edit) => (
  <fieldset className="sch-set">
    <legend>Which jobs may push others out</legend>
    <p className="two">
      When no node has room, such a job may stop instances whose priority is lower by at least {preemptionGap}. What is
      pushed out is placed again where there is room.
    </p>
    {types.map(({ value, text }) => (
      <label key={value} className="sch-choice" htmlFor={`preemption-${value}`}>
        <input
          id={`preemption-${value}`}
          type="checkbox"
          className="check"
          checked={settings.preemption[value]}
          disabled={disabled}
          onChange={(event) => {
            onChange({ ...settings, preemption: { ...settings.preemption, [value]: event.target.checked } });
          }}
        />
        <b>{value}</b>
        <span className="two">{text}</span>
      </label>
    ))}
  </fieldset>
);

const Form = ({ present }: { readonly present: SchedulerReply }) => {
  const [edited, setEdited] = useState<SchedulerRequest | null>(null);
  const save = useSave(() => setEdited(null));
  const settings = edited ?? settingsOf(present);
  const isSame = JSON.stringify(settings) === JSON.stringify(settingsOf(present));
  const { ok, why = "Your token may not do this" } = present.can.change;
  const saveWhy = !ok ? why : save.isPending ? "Sent, waiting for the server" : isSame ? "Nothing is changed" : null;
  return (
    <form
      className="sch"
      aria-label="Scheduler"
      onSubmit={(event) => {
        event.preventDefault();
        if (saveWhy === null) save.mutate(settings);
      }}
    >
      <p className="two sch-lead">
        For the whole installation, from the next decision on. What runs stays where it is.
        {ok ? "" : ` ${why}.`}
      </p>
      <Algorithm settings={settings} disabled={!ok} onChange={setEdited} />
      <Preemption settings={settings} disabled={!ok} onChange={setEdited} />
      <MutationError error={save.error} />
      <div className="row">
        <Button type="submit" variant="primary" disabledWhy={saveWhy}>
          Save
        </Button>
        {isSame ? null : (
          <Button
            variant="ghost"
            onClick={() => {
              setEdited(null);
            }}
          >
            Discard
          </Button>
        )}
      </div>
    </form>
  );
};

/** How the scheduler goes about it. */
export const SchedulerPage = () => {
  const { data, error, refetch } = useQuery(schedulerQuery());
  return (
    <Page title="Scheduler" heading>
      <StaleBar />
      {data === undefined && error === null ? <SkeletonRows rows={6} height={40} /> : null}
      {data === undefined && error !== null ? (
        <Empty title={wordsOf(error).title} actions={<Button onClick={() => void refetch()}>Try again</Button>}>
          {wordsOf(error).detail}
        </Empty>
      ) : null}
      {data === undefined ? null : <Form present={data} />}
      <NamespaceRules />
    </Page>
  );
};
