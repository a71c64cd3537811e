import { dispatchReply, type DispatchReply } from "@longshore/api/dispatch";
import { jobDetail } from "@longshore/api/jobs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Asked } from "../testing/client.ts";
import { scriptOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const encode = (id: string, ParameterizedJob: object = {}, script = "exit 0") => {
  const definition = scriptOf(script, { id, type: "batch" });
  const groups = definition.TaskGroups.map((group) => ({
    ...group,
    Tasks: group.Tasks.map((task) => ({ ...task, DispatchPayload: { File: "in.txt" } })),
  }));
  return { ...definition, TaskGroups: groups, ParameterizedJob };
};
const dispatch = (id: string, body: object = {}, more: Asked = {}) =>
  server.ask(`/api/jobs/default/${id}/dispatch`, { method: "POST", body, ...more });

test("[W33] a dispatched child has its payload as a file and its meta as variables", { timeout: 60_000 }, async () => {
  const script = 'read line < "$NOMAD_TASK_DIR/in.txt"; [ "$line" = "hello $NOMAD_META_WHO" ]';
  await server.register(encode("encode", { Payload: "required", MetaRequired: ["who"] }, script));
  const payload = Buffer.from("hello world\n").toString("base64");
  const answer = await dispatch("encode", { payload, meta: { who: "world" } });
  const { child } = dispatchReply.parse(answer.json<DispatchReply>());
  expect(child).toMatch(/^encode\/dispatch-\d{10}-[0-9a-f]{8}$/);
  await until(
    () => server.job(child),
    ({ health }) => health === "succeeded",
    "a child that has succeeded",
  );
  const parent = jobDetail.parse(await server.job("encode"));
  expect(parent).toMatchObject({
    health: "running",
    launches: {
      schedule: null,
      parameters: { payload: "required", metaRequired: ["who"], metaOptional: [] },
      last: { child },
    },
    can: { dispatch: { ok: true }, launch: { ok: false } },
  });
});

test("[W33] the same token names the same child, at both doors", { timeout: 60_000 }, async () => {
  await server.register(encode("once"));
  const first = (await dispatch("once", { token: "order 7" })).json<DispatchReply>();
  const again = (await dispatch("once", { token: "order 7" })).json<DispatchReply>();
  expect(again).toMatchObject({ child: first.child, evaluationId: null });
  const nomad = await server.ask("/v1/job/once/dispatch?idempotency_token=order%207", { method: "PUT", body: {} });
  expect(nomad.json()).toMatchObject({ DispatchedJobID: first.child, EvalID: "", EvalCreateIndex: 0 });
});

test("[W33] a Nomad client dispatches, and is refused in Nomad's words", { timeout: 60_000 }, async () => {
  await server.register(encode("nomad", { Payload: "required", MetaRequired: ["a"], MetaOptional: ["b"] }));
  await server.register(scriptOf("exit 0", { id: "plain", type: "batch" }));
  const put = (path: string, body: object | string) => server.ask(path, { method: "PUT", body });
  const answer = await put("/v1/job/nomad/dispatch", { Payload: "aGk=", Meta: { a: "1" }, IdPrefixTemplate: "eu" });
  const { DispatchedJobID, EvalID } = answer.json<{ readonly DispatchedJobID: string; readonly EvalID: string }>();
  expect(DispatchedJobID).toMatch(/^nomad\/dispatch-eu-\d{10}-[0-9a-f]{8}$/);
  expect((await server.ask(`/v1/evaluation/${EvalID}`)).json()).toMatchObject({ JobID: DispatchedJobID });
  expect((await server.ask(`/v1/job/${encodeURIComponent(DispatchedJobID)}`)).json()).toMatchObject({
    ParentID: "nomad",
    Dispatched: true,
    Payload: "aGk=",
    Meta: { a: "1" },
  });
  const words = async (path: string, body: object) => (await put(path, body)).text;
  expect(await words("/v1/job/nomad/dispatch", { Meta: { a: "1" } })).toBe(
    "Payload is not provided but required by parameterized job",
  );
  expect(await words("/v1/job/nomad/dispatch", { Payload: "aGk=" })).toBe(
    "Dispatch did not provide required meta keys: [a]",
  );
  expect(await words("/v1/job/nomad/dispatch", { Payload: "aGk=", Meta: { a: "", x: "" } })).toBe(
    "Dispatch request included unpermitted metadata keys: [x]",
  );
  expect(await words("/v1/job/plain/dispatch", {})).toBe('Specified job "plain" is not a parameterized job');
  expect(await words("/v1/job/nobody/dispatch", {})).toBe("parameterized job not found");
  expect(await words("/v1/job/nomad/dispatch", { JobID: "other" })).toBe("Job ID does not match");
  await server.register(encode("raw"));
  expect(await words("/v1/job/raw/dispatch/payload", new Uint8Array(16_385).fill(65))).toBe(
    "Payload exceeds maximum size; 16385 > 16384",
  );
  const raw = await put("/v1/job/raw/dispatch/payload", "hi");
  expect(raw.status).toBe(200);
});

test("[W33] who may not, and what cannot be dispatched", { timeout: 60_000 }, async () => {
  await server.register(encode("strict", { Payload: "forbidden" }));
  expect((await dispatch("strict", { payload: "aGk=" })).json()).toMatchObject({
    kind: "bad-request",
    title: "The job takes no payload; nothing was dispatched",
  });
  expect((await dispatch("strict", { meta: { x: "1" } })).json()).toMatchObject({
    title: 'The job takes no meta "x"; nothing was dispatched',
  });
  expect((await dispatch("strict", { meta: { x: 1 } })).status).toBe(400);
  expect((await dispatch("nobody")).status).toBe(404);
  expect((await dispatch("strict", {}, { token: await makeToken(server, "viewer") })).status).toBe(403);
  await server.apply({ type: "stop", namespace: "default", id: "strict" });
  expect((await dispatch("strict")).json()).toMatchObject({ kind: "conflict" });
});

test("[W32] a token outlives the server", { timeout: 60_000 }, async () => {
  const first = await startTestServer();
  const { dataDir } = first;
  await first.register(encode("kept"));
  const ask = (one: TestServer) =>
    one.ask("/api/jobs/default/kept/dispatch", { method: "POST", body: { token: "order 9" } });
  const { child } = (await ask(first)).json<DispatchReply>();
  await first.running.close();
  const second = await startTestServer({ dataDir });
  expect((await ask(second)).json()).toMatchObject({ child, evaluationId: null });
  await second.dispose();
  await first.dispose();
});
