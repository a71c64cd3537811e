import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { tip } from "../../ui/tip.ts";

const confirmMs = 1500;

export const CopyCommand = ({ command }: { readonly command: string }) => {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
    setTimeout(() => setCopied(false), confirmMs);
  };
  const Icon = copied ? Check : Copy;
  return (
    <Button
      size="small"
      variant="ghost"
      icon
      aria-label={copied ? "Copied" : "Copy the command"}
      {...tip(copied ? "Copied" : "Copy the command")}
      onClick={() => void copy()}
    >
      <Icon className="i s" aria-hidden="true" />
    </Button>
  );
};
