import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { startSession } from "./api/start-session.ts";
import { StartFailed } from "./shell/StartFailed.tsx";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.querySelector("#root");
if (root === null) throw new Error("index.html has no #root");
const react = createRoot(root);

const start = async (): Promise<void> => {
  try {
    await startSession();
    react.render(<App />);
  } catch (error) {
    react.render(<StartFailed error={error} onRetry={() => void start()} />);
  }
};
void start();
