import { describeEngine } from "../engine.contract.ts";
import { createTestDirectories, openTestEngine } from "./test-engine.ts";

describeEngine("the local engine", () => {
  const directories = createTestDirectories();
  const engine = openTestEngine(directories);
  return {
    engine,
    dispose: async () => {
      await engine.close();
      await directories.dispose();
    },
  };
});
