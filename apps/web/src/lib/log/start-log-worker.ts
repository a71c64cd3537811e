export const startLogWorker = (): Worker => new Worker(new URL("./log-worker.ts", import.meta.url), { type: "module" });
