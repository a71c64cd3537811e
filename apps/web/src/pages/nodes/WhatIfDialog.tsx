import type { NodeDetail } from "@longshore/api/nodes";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { WhatIfAnswer } from "../what-if/WhatIfAnswer.tsx";

const questions = {
  drain: {
    of: (name: string) => `What if ${name} were drained?`,
    text: "All that lives on it would have to leave. Nothing is asked of the node.",
  },
  lose: {
    of: (name: string) => `What if ${name} were lost?`,
    text: "As if it were out of sight from now on, past every grace. Nothing is asked of the node.",
  },
} as const;

/** What would come of losing or draining a node, for those who only want to know. */
export const WhatIfDialog = ({
  node,
  type,
  onClose,
}: {
  readonly node: NodeDetail;
  readonly type: keyof typeof questions;
  readonly onClose: () => void;
}) => (
  <Dialog
    open
    wide
    onClose={onClose}
    title={questions[type].of(node.name)}
    description={questions[type].text}
    footer={<Button onClick={onClose}>Close</Button>}
  >
    <WhatIfAnswer question={{ type, node: node.id }} title="What would come of it" />
  </Dialog>
);
