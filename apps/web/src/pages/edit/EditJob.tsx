import { FileUp, FlaskConical } from "lucide-react";
import { Suspense, lazy, useRef, useState } from "react";
import type { DragEvent } from "react";
import { useQuery } from "@tanstack/react-query";
import { wordsOf } from "../../api/errors.ts";
import { useMayNot } from "../../api/use-may-not.ts";
import { definitionSchemaQuery } from "../../api/queries.ts";
import type { EditorHandle } from "../../editor/JsonEditor.tsx";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Problems } from "./Problems.tsx";
import { readJobText } from "./job-text.ts";
import { firstSample, samples } from "./samples.ts";
import { useJobText } from "./use-job-text.ts";
import { usePlanText } from "./use-plan-text.ts";

const JsonEditor = lazy(async () => ({
  default: (await import("../../editor/JsonEditor.tsx")).JsonEditor,
}));

const Hcl = () => (
  <div className="warnnote" role="alert">
    <StatusShape state="degraded" />
    <span>
      This looks like HCL. Job files are read as JSON for now: <code>nomad job run -output file.hcl</code> prints the
      same job as JSON.
    </span>
  </div>
);

/** Why there is no plan of this text; faults at places of it are told there. */
const Refused = ({ broken, error }: { readonly broken: string | null; readonly error: unknown }) => {
  if (broken === null && error === null) return null;
  const words = broken === null ? wordsOf(error) : { title: "This is not JSON yet", detail: broken, requestId: null };
  return (
    <div className="pad">
      <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />
    </div>
  );
};

const FileButton = ({ onText }: { readonly onText: (text: string) => void }) => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <FileUp className="i s" aria-hidden="true" />
        Open a file
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.nomad,.hcl,application/json"
        aria-label="Open a job file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void file.text().then(onText);
        }}
      />
    </>
  );
};

type HeaderProps = {
  readonly title: string;
  readonly basis: string;
  readonly isNew: boolean;
  readonly isChanged: boolean;
  readonly planWhy: string | null;
  readonly onText: (text: string) => void;
  readonly onReset: () => void;
  readonly onPlan: () => void;
};

const Header = ({ title, basis, isNew, isChanged, planWhy, onText, onReset, onPlan }: HeaderProps) => (
  <header className="eh">
    <h1>{title}</h1>
    <span className="meta">
      {basis}
      {isChanged ? ", edited, kept in this tab" : ""}
    </span>
    <div className="acts">
      {isChanged ? (
        <Button variant="ghost" onClick={onReset}>
          {isNew ? "Back to the sample" : "Undo my edits"}
        </Button>
      ) : null}
      {isNew ? (
        <Menu
          trigger={
            <button type="button" className={buttonClass()}>
              <FlaskConical className="i s" aria-hidden="true" />
              Samples
            </button>
          }
          items={samples.map((sample) => ({
            label: sample.name,
            onSelect: () => {
              onText(sample.text);
            },
          }))}
        />
      ) : null}
      <FileButton onText={onText} />
      <Button variant="primary" disabledWhy={planWhy} onClick={onPlan}>
        Plan
        <span className="kb" aria-hidden="true">
          ⌃↵
        </span>
      </Button>
    </div>
  </header>
);

const dropped = (event: DragEvent, onText: (text: string) => void): void => {
  const [file] = event.dataTransfer.files;
  if (file === undefined) return;
  event.preventDefault();
  // The editor would insert the file where it was dropped; a job file replaces the text.
  event.stopPropagation();
  void file.text().then(onText);
};

export const EditJob = ({
  draftKey,
  original,
  title,
  basis,
}: {
  readonly draftKey: string;
  /** The present definition; null for a new job, which starts from a sample. */
  readonly original: string | null;
  readonly title: string;
  readonly basis: string;
}) => {
  // What was there when the page opened: later changes of the job show as a stale plan, not in the text.
  const [start] = useState(original ?? firstSample);
  const { text, setText, isChanged } = useJobText(draftKey, start);
  const mayNot = useMayNot();
  const editor = useRef<EditorHandle>(null);
  const { data: schema } = useQuery(definitionSchemaQuery());
  const { plan, problems } = usePlanText(draftKey);
  const [broken, setBroken] = useState<string | null>(null);
  const read = readJobText(text);

  const change = (next: string): void => {
    setText(next);
    setBroken(null);
    if (plan.isError) plan.reset();
  };
  const run = (): void => {
    if (plan.isPending || mayNot !== null) return;
    if (read.type === "job") plan.mutate({ definition: read.definition, text });
    else if (read.type === "broken") {
      setBroken(read.message);
      editor.current?.focusFault();
    } else if (read.type === "empty") setBroken("There is no text yet.");
  };
  useShortcuts([{ keys: "mod+Enter", label: "Plan", section: "This page", run }]);

  return (
    <div
      className="edit"
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDropCapture={(event) => {
        dropped(event, change);
      }}
    >
      <Header
        title={title}
        basis={basis}
        isNew={original === null}
        isChanged={isChanged}
        planWhy={plan.isPending ? "Planning" : read.type === "hcl" ? "HCL is not read yet" : mayNot}
        onText={change}
        onReset={() => {
          change(start);
        }}
        onPlan={run}
      />
      {read.type === "hcl" ? <Hcl /> : null}
      <Refused broken={broken} error={problems.length > 0 ? null : plan.error} />
      <Suspense fallback={<SkeletonRows rows={16} height={20} />}>
        <JsonEditor
          ref={editor}
          label={`Definition of ${title}`}
          value={text}
          onChange={change}
          onSubmit={run}
          schema={schema}
          problems={problems}
        />
      </Suspense>
      {problems.length === 0 ? null : <Problems problems={problems} onGo={(path) => editor.current?.focusPath(path)} />}
    </div>
  );
};
