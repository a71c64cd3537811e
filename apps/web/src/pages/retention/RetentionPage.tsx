import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CollectReply, RetentionReply } from "@longshore/api/retention";
import { defaultRetention, type Retention } from "@longshore/core/model";
import { call } from "../../api/client.ts";
import { showToast } from "../../lib/toasts.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { MutationError } from "../../shell/MutationError.tsx";
import { Page } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { Button } from "../../ui/Button.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { CollectDialog } from "./CollectDialog.tsx";
import { RetentionFields } from "./RetentionFields.tsx";
import { collectedText } from "./collected-text.ts";
import { formOf, retentionOf, type RetentionForm } from "./retention-form.ts";
import "./retention.css";

/** Hardly ever changed, and not told by the live stream: asked for anew by each visit. */
const retentionQuery = () =>
  queryOptions({
    queryKey: ["retention"],
    queryFn: ({ signal }) => call<RetentionReply>("getRetention", { signal }),
    staleTime: 0,
  });

const useSave = (onSaved: () => void) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (retention: Retention) => call("setRetention", { body: retention }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["retention"] });
      showToast({ state: "succeeded", text: "What is past is kept by these settings now." });
      onSaved();
    },
  });
};

const isSameForm = (a: RetentionForm, b: RetentionForm): boolean => JSON.stringify(a) === JSON.stringify(b);

const Settings = ({ present, mayNot }: { readonly present: RetentionForm; readonly mayNot: string | null }) => {
  const [edited, setEdited] = useState<RetentionForm | null>(null);
  const save = useSave(() => setEdited(null));
  const form = edited ?? present;
  const asked = retentionOf(form);
  const isSame = isSameForm(form, present);
  const usual = formOf(defaultRetention);
  const why =
    mayNot ??
    (save.isPending
      ? "Sent, waiting for the server"
      : isSame
        ? "Nothing is changed"
        : asked === null
          ? "Something in it is wrong"
          : null);
  return (
    <form
      className="ret"
      aria-label="What is kept"
      onSubmit={(event) => {
        event.preventDefault();
        if (why === null && asked !== null) save.mutate(asked);
      }}
    >
      <p className="two ret-lead">
        For the whole installation. What runs, waits, is tagged or is still needed stays in any case.
        {mayNot === null ? "" : ` ${mayNot}.`}
      </p>
      <RetentionFields form={form} disabled={mayNot !== null} onForm={setEdited} />
      <MutationError error={save.error} />
      <div className="row">
        <Button type="submit" variant="primary" disabledWhy={why}>
          Save
        </Button>
        {isSame ? null : (
          <Button variant="ghost" onClick={() => setEdited(null)}>
            Discard
          </Button>
        )}
        {mayNot !== null || isSameForm(form, usual) ? null : (
          <Button variant="ghost" onClick={() => setEdited(usual)}>
            Defaults
          </Button>
        )}
      </div>
    </form>
  );
};

const Collect = ({ mayNot }: { readonly mayNot: string | null }) => {
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<CollectReply | null>(null);
  return (
    <section className="ret-collect" aria-label="Collect now">
      <h2>Collect now</h2>
      <p className="two">
        All that is past is forgotten at once, however young, so that its room on the disk is free. What runs, waits, is
        tagged or is needed stays.
      </p>
      <div className="row">
        <Button variant="danger" disabledWhy={mayNot} onClick={() => setAsking(true)}>
          Collect now…
        </Button>
      </div>
      <p role="status" className="ret-done">
        {done === null ? null : (
          <>
            <StatusShape state="succeeded" />
            {collectedText(done)}
          </>
        )}
      </p>
      {asking ? <CollectDialog onClose={() => setAsking(false)} onCollected={setDone} /> : null}
    </section>
  );
};

const Shown = ({ reply: { can, ...retention } }: { readonly reply: RetentionReply }) => {
  const mayNot = can.change.ok ? null : (can.change.why ?? "Your token may not do this");
  return (
    <>
      <Settings present={formOf(retention)} mayNot={mayNot} />
      <Collect mayNot={mayNot} />
    </>
  );
};

/** How long what is past is kept. */
export const RetentionPage = () => {
  const { data, error, refetch } = useQuery(retentionQuery());
  return (
    <Page title="Retention" heading>
      <StaleBar />
      {data === undefined && error === null ? <SkeletonRows rows={10} height={48} /> : null}
      {data === undefined && error !== null ? <LoadFailed error={error} onRetry={refetch} /> : null}
      {data === undefined ? null : <Shown reply={data} />}
    </Page>
  );
};
