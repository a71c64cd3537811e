import { useState } from "react";
import type { DispatchReply } from "@longshore/api/dispatch";
import type { JobDetail } from "@longshore/api/jobs";
import { Link } from "react-router-dom";
import { useDispatch } from "../../api/launch.ts";
import { jobPath } from "../../paths.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { PayloadField } from "./PayloadField.tsx";
import { dispatchFault, dispatchRequestOf, emptyForm, type DispatchForm, type Parameters } from "./dispatch-form.ts";
import "./dispatch-dialog.css";

type Filled = {
  readonly rules: Parameters;
  readonly form: DispatchForm;
  readonly onForm: (change: Partial<DispatchForm>) => void;
};

const Meta = ({ rules, form, onForm }: Filled) => {
  const field = (key: string, rule: string) => (
    <label key={key} className="field">
      <span>
        <b className="m">{key}</b>, {rule}
      </span>
      <input
        className="input m"
        value={form.meta[key] ?? ""}
        required={rule === "required"}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onForm({ meta: { ...form.meta, [key]: event.target.value } })}
      />
    </label>
  );
  if (rules.metaRequired.length + rules.metaOptional.length === 0) return null;
  return (
    <fieldset className="dsp-set">
      <legend>Meta</legend>
      {rules.metaRequired.map((key) => field(key, "required"))}
      {rules.metaOptional.map((key) => field(key, "optional"))}
    </fieldset>
  );
};

/** What few dispatches need. */
const More = ({ form, onForm }: Omit<Filled, "rules">) => (
  <details className="dsp-more">
    <summary>More</summary>
    <div className="dsp-set">
      <label className="field">
        <span>Idempotency token: asked for again under the same one, the child that is known stands for it</span>
        <input
          className="input m"
          value={form.token}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onForm({ token: event.target.value })}
        />
      </label>
      <label className="field">
        <span>Prefix in the child’s name</span>
        <input
          className="input m"
          value={form.idPrefix}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onForm({ idPrefix: event.target.value.trim() })}
        />
      </label>
      <label className="field">
        <span>The child’s priority, 1 to 100; empty: the job’s</span>
        <input
          className="input"
          inputMode="numeric"
          value={form.priority}
          onChange={(event) => onForm({ priority: event.target.value.trim() })}
        />
      </label>
    </div>
  </details>
);

const Made = ({ job, reply }: { readonly job: JobDetail; readonly reply: DispatchReply }) => (
  <p className="dsp-made" role="status">
    <StatusShape state="succeeded" />
    <span>
      {reply.evaluationId === null ? "Dispatched before under this token, nothing new: " : "Dispatched: "}
      <Link className="link m" to={jobPath(job.namespace, reply.child)}>
        {reply.child}
      </Link>
    </span>
  </p>
);

/** Asks what a child is given, and says which one was made. It stays open, filled in, for the next one. */
export const DispatchDialog = ({
  job,
  rules,
  onClose,
}: {
  readonly job: JobDetail;
  readonly rules: Parameters;
  readonly onClose: () => void;
}) => {
  const [form, setForm] = useState(emptyForm);
  const dispatch = useDispatch(job);
  const fault = dispatchFault(rules, form);
  const onForm = (change: Partial<DispatchForm>): void => {
    setForm((now) => ({ ...now, ...change }));
    if (!dispatch.isPending) dispatch.reset();
  };
  const run = (): void => {
    if (fault === null && !dispatch.isPending) dispatch.mutate(dispatchRequestOf(rules, form));
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Dispatch ${job.id}`}
      description="A child of its own begins at once, with the definition as it is now and what it is given here."
      footer={
        <>
          <Button onClick={onClose}>{dispatch.isSuccess ? "Close" : "Cancel"}</Button>
          <Button
            variant="primary"
            disabledWhy={dispatch.isPending ? "Sent, waiting for the server" : fault}
            onClick={run}
          >
            {dispatch.isSuccess ? "Dispatch another" : "Dispatch"}
          </Button>
        </>
      }
    >
      <form
        className="dsp"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        {rules.payload === "forbidden" ? (
          <p className="two">It takes no payload.</p>
        ) : (
          <PayloadField form={form} onForm={onForm} rule={rules.payload} />
        )}
        <Meta rules={rules} form={form} onForm={onForm} />
        <More form={form} onForm={onForm} />
        {/* Enter in a field sends the form. */}
        <button type="submit" hidden>
          Dispatch
        </button>
        <MutationError error={dispatch.error} />
        {dispatch.data === undefined ? null : <Made job={job} reply={dispatch.data} />}
      </form>
    </Dialog>
  );
};
