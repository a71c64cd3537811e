/** What the text of the editor is, before the server has its say. */
export type JobText =
  | { readonly type: "job"; readonly definition: unknown; readonly id: string | null }
  | { readonly type: "empty" }
  | { readonly type: "hcl" }
  | { readonly type: "broken"; readonly message: string };

/** Job files are HCL more often than not; their first word that is no comment gives them away. */
const looksLikeHcl = (text: string): boolean =>
  /^(\s|#.*\n|\/\/.*\n|\/\*[\s\S]*?\*\/)*(job|variable|locals)\b\s*["{\w]/.test(text);

const idOf = (definition: unknown): string | null => {
  if (typeof definition !== "object" || definition === null) return null;
  const job: unknown = "Job" in definition ? definition.Job : definition;
  if (typeof job !== "object" || job === null || !("ID" in job)) return null;
  return typeof job.ID === "string" ? job.ID : null;
};

export const readJobText = (text: string): JobText => {
  if (text.trim() === "") return { type: "empty" };
  if (looksLikeHcl(text)) return { type: "hcl" };
  try {
    const definition: unknown = JSON.parse(text);
    return { type: "job", definition, id: idOf(definition) };
  } catch (error) {
    return { type: "broken", message: error instanceof Error ? error.message : String(error) };
  }
};
