import { useState } from "react";
import { tip } from "./tip.ts";
import "./controls.css";

const confirmMs = 1500;

/** An id: middle-truncated when long, copied by a click. */
export const CopyText = ({ text, keep = 8 }: { readonly text: string; readonly keep?: number }) => {
  const [copied, setCopied] = useState(false);
  const short = text.length > keep + 6 ? `${text.slice(0, keep)}…${text.slice(-4)}` : text;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), confirmMs);
  };
  return (
    <button
      type="button"
      className="idb"
      {...tip(copied ? "Copied" : `${text}\nClick to copy`)}
      onClick={() => void copy()}
    >
      <span className="vh">Copy </span>
      {copied ? "Copied" : short}
    </button>
  );
};
