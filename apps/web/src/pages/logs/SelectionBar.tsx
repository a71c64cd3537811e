import { Copy, Link as LinkIcon, X } from "lucide-react";
import { useState } from "react";
import type { LogClient } from "../../lib/log/log-client.ts";
import { formatLineRange } from "../../lib/log/permalink.ts";
import { plural } from "../../lib/plural.ts";
import { Button } from "../../ui/Button.tsx";
import type { LineSelection } from "./use-line-selection.ts";

const confirmMs = 1500;

/** What can be done with the selected lines. `link` is their whole address. */
export const SelectionBar = ({
  client,
  selection,
  link,
}: {
  readonly client: LogClient;
  readonly selection: LineSelection;
  readonly link: string;
}) => {
  const [copied, setCopied] = useState<"link" | "text" | null>(null);
  const { rows, range } = selection;
  if (rows === null || range === null) return null;
  const say = (what: "link" | "text"): void => {
    setCopied(what);
    setTimeout(() => setCopied(null), confirmMs);
  };
  const copyText = async (): Promise<void> => {
    const text = await client.ask({ type: "copy", from: rows.from, to: rows.to + 1 });
    await navigator.clipboard.writeText(typeof text === "string" ? text : "");
    say("text");
  };
  const copyLink = async (): Promise<void> => {
    await navigator.clipboard.writeText(link);
    say("link");
  };
  return (
    <div className="lg-sel" role="toolbar" aria-label="Selected lines">
      <b className="med">{plural(range.to - range.from + 1, "line")}</b>
      <span className="faint m">{formatLineRange({ ...range, byte: null })}</span>
      <span className="lg-rule" aria-hidden="true" />
      <Button size="small" variant="ghost" onClick={() => void copyLink()}>
        <LinkIcon className="i s" aria-hidden="true" />
        {copied === "link" ? "Copied" : "Copy link"}
      </Button>
      <Button size="small" variant="ghost" onClick={() => void copyText()}>
        <Copy className="i s" aria-hidden="true" />
        {copied === "text" ? "Copied" : "Copy text"}
      </Button>
      <Button size="small" variant="ghost" icon aria-label="Clear the selection" onClick={selection.clear}>
        <X className="i s" aria-hidden="true" />
      </Button>
    </div>
  );
};
