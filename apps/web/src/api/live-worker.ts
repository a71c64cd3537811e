/// <reference lib="webworker" />
import { createLiveHub } from "./live-hub.ts";
import type { FromTab } from "./live-messages.ts";

const hub = createLiveHub();

(self as unknown as SharedWorkerGlobalScope).addEventListener("connect", (event) => {
  const port = event.ports[0];
  if (port === undefined) return;
  const take = hub.join((message) => {
    port.postMessage(message);
  });
  port.addEventListener("message", (message: MessageEvent<FromTab>) => {
    take(message.data);
  });
  port.start();
});
