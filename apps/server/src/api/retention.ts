import { retention, type CollectReply, type RetentionReply } from "@longshore/api/retention";
import { auditLine } from "../http/audit.ts";
import { mayChangeScheduler } from "./access.ts";
import { json, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { rejected } from "./problem.ts";

export const getRetention: Handler = ({ kernel }, request) => {
  const reply: RetentionReply = {
    ...kernel.view().settings.retention,
    can: { change: mayChangeScheduler(principalOf(request)) },
  };
  return json(reply);
};

export const setRetention: Handler = async ({ kernel }, request) => {
  const origin = { door: "dashboard", by: principalOf(request).name } as const;
  const done = await kernel.submit(
    { type: "setRetention", retention: bodyOf(retention, request), origin },
    auditLine(request, "dashboard", { action: "setRetention", object: "retention", namespace: null }),
  );
  if (!done.ok) throw rejected(done.rejection);
  return json({ index: done.value.index });
};

export const collectGarbage: Handler = async ({ collectGarbage: collect, audit }, request) => {
  audit(request, { action: "collectGarbage", object: "retention", namespace: null });
  const reply: CollectReply = await collect();
  return json(reply);
};
