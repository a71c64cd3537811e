import { useQuery } from "@tanstack/react-query";
import { Copy, Download } from "lucide-react";
import type { JobDetail } from "@longshore/api/jobs";
import { wordsOf } from "../../api/errors.ts";
import { definitionQuery, definitionSchemaQuery } from "../../api/queries.ts";
import { JsonEditor } from "../../editor/JsonEditor.tsx";
import { showToast } from "../../lib/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import "../edit/edit.css";

const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replaceAll(/[^\w.-]+/g, "-")}.json`;
  link.click();
  URL.revokeObjectURL(url);
};

const copy = async (text: string): Promise<void> => {
  await navigator.clipboard.writeText(text);
  showToast({ state: "succeeded", text: "The definition is copied." });
};

/** The present definition, to read, copy and take away. */
export const DefinitionTab = ({ job }: { readonly job: JobDetail }) => {
  const { data, error } = useQuery(definitionQuery(job.namespace, job.id));
  const { data: schema } = useQuery(definitionSchemaQuery());
  if (data === undefined) {
    if (error === null) return <SkeletonRows rows={16} height={20} />;
    const words = wordsOf(error);
    return (
      <div className="pad">
        <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />
      </div>
    );
  }
  const text = `${JSON.stringify(data.definition, null, 2)}\n`;
  return (
    <div className="defn">
      <div className="sech">
        <h2>Definition</h2>
        <span className="meta">v{data.version}, a Nomad job specification in JSON</span>
        <span className="grow" />
        <Button size="small" onClick={() => void copy(text)}>
          <Copy className="i s" aria-hidden="true" />
          Copy
        </Button>
        <Button
          size="small"
          onClick={() => {
            download(job.id, text);
          }}
        >
          <Download className="i s" aria-hidden="true" />
          Download
        </Button>
      </div>
      <JsonEditor label={`Definition of ${job.id}, read only`} value={text} schema={schema} />
    </div>
  );
};
