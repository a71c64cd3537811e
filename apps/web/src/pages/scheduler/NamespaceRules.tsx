import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { namespaceRulesQuery, useSetNamespaceRules } from "../../api/namespace-rules.ts";
import { jobsQuery } from "../../api/queries.ts";
import { useSettled } from "../../lib/use-settled.ts";
import { showToast } from "../../lib/toasts.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { Button } from "../../ui/Button.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { whyNot } from "../job/job-actions.ts";

/** Jobs whose namespaces are suggested; any other can be typed. */
const mostSuggested = 200;

const Rules = ({ namespace }: { readonly namespace: string }) => {
  const { data, error } = useQuery(namespaceRulesQuery(namespace));
  const [edited, setEdited] = useState<boolean | null>(null);
  const save = useSetNamespaceRules(namespace);
  if (data === undefined)
    return error === null ? <SkeletonRows rows={1} height={44} /> : <MutationError error={error} />;
  const approval = edited ?? data.approval;
  const isSame = approval === data.approval;
  const why = whyNot(data.can.change);
  return (
    <>
      <label className="sch-choice" htmlFor="rule-approval">
        <input
          id="rule-approval"
          type="checkbox"
          className="check"
          checked={approval}
          disabled={why !== null}
          onChange={(event) => {
            setEdited(event.target.checked);
          }}
        />
        <b>Changes need approval</b>
        <span className="two">
          A job is changed only from a saved plan that somebody other than its author approved. Stopping is always
          allowed, and so is what the scheduler does by itself.
        </span>
      </label>
      {why === null ? null : <p className="two">{why}.</p>}
      <MutationError error={save.error} />
      <div className="row">
        <Button
          disabledWhy={why ?? (save.isPending ? "Sent, waiting for the server" : isSame ? "Nothing is changed" : null)}
          onClick={() => {
            save.mutate(approval, {
              onSuccess: () => {
                setEdited(null);
                showToast({
                  state: "succeeded",
                  text: `Changes in ${namespace} ${approval ? "need approval now" : "need no approval any more"}.`,
                });
              },
            });
          }}
        >
          Save the rule of {namespace}
        </Button>
      </div>
    </>
  );
};

/** What is asked of whoever changes something in a namespace: one of them at a time. */
export const NamespaceRules = () => {
  const [typed, setTyped] = useState("default");
  const namespace = useSettled(typed.trim());
  const { data } = useQuery(jobsQuery({ limit: mostSuggested }));
  const known = [...new Set(["default", ...(data?.items ?? []).map((job) => job.namespace)])].toSorted();
  return (
    <section className="sch sch-ns" aria-label="Rules of namespaces">
      <h2>Rules of namespaces</h2>
      <label className="field">
        <span>Namespace</span>
        <input
          className="input"
          list="known-namespaces"
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
        <datalist id="known-namespaces">
          {known.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      </label>
      {namespace === "" ? <p className="two">Name a namespace.</p> : <Rules key={namespace} namespace={namespace} />}
    </section>
  );
};
