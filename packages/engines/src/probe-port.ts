import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { connect } from "node:net";
import type { Probe } from "@longshore/core/tasks/probe";
import { mostProbeOutput, type ProbeResult } from "./engine.ts";

/** Ports that a node assigns are looked at where its tasks listen: on this machine alone. */
const here = "127.0.0.1";

const failing = (output: string): ProbeResult => ({ status: "failing", output: output.slice(0, mostProbeOutput) });

const timedOut = (timeoutMs: number): ProbeResult => failing(`No answer within ${String(timeoutMs)} ms`);

/** 2xx is well, and 429 is a warning as for Consul; nothing is followed. */
const statusOf = (code: number): ProbeResult["status"] =>
  code >= 200 && code < 300 ? "passing" : code === 429 ? "warning" : "failing";

const readStart = (response: IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    const done = (): void => {
      response.destroy();
      resolve(text);
    };
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      if (text.length >= mostProbeOutput) done();
    });
    response.on("end", done);
    response.on("error", done);
  });

type Of<T extends Probe["type"]> = Extract<Probe, { readonly type: T }>;

export const probeHttp = (request: Of<"http">, timeoutMs: number): Promise<ProbeResult> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(timedOut(timeoutMs));
      asked?.destroy();
    }, timeoutMs);
    const finish = (result: ProbeResult): void => {
      clearTimeout(timer);
      resolve(result);
    };
    const answered = (response: IncomingMessage): void => {
      const code = response.statusCode ?? 0;
      void readStart(response).then((body) =>
        finish({
          status: statusOf(code),
          output: `HTTP ${String(code)} ${response.statusMessage ?? ""}: ${body}`.slice(0, mostProbeOutput),
        }),
      );
    };
    const options = {
      host: here,
      port: request.port,
      method: request.method === "" ? "GET" : request.method,
      path: request.path === "" ? "/" : request.path,
      headers: Object.fromEntries(request.headers),
      agent: false as const,
    };
    let asked: ReturnType<typeof requestHttp> | undefined;
    try {
      asked =
        request.protocol === "https"
          ? requestHttps({ ...options, rejectUnauthorized: !request.tlsSkipVerify }, answered)
          : requestHttp(options, answered);
      asked.on("error", (problem) => finish(failing(problem.message)));
      asked.end(request.body);
    } catch (problem) {
      // A method, path or header that no request can have.
      finish(failing(String(problem)));
    }
  });

export const probeTcp = ({ port }: Of<"tcp">, timeoutMs: number): Promise<ProbeResult> =>
  new Promise((resolve) => {
    const socket = connect({ host: here, port });
    const finish = (result: ProbeResult): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish(timedOut(timeoutMs)), timeoutMs);
    socket.on("connect", () => finish({ status: "passing", output: `Connected to port ${String(port)}` }));
    socket.on("error", (problem) => finish(failing(problem.message)));
  });
