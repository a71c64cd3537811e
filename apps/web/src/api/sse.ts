export type SseEvent = { readonly id: string; readonly event: string; readonly data: string };

/**
 * Reads `text/event-stream` chunk by chunk. EventSource is not used because it can neither tell a 401 from a dead
 * server nor resume after giving up.
 */
export const createSseParser = (emit: (event: SseEvent) => void): ((chunk: string) => void) => {
  let rest = "";
  let id = "";
  let event = "";
  let data: string[] = [];
  const line = (text: string): void => {
    if (text === "") {
      if (data.length > 0) emit({ id, event: event === "" ? "message" : event, data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
  };
  return (chunk) => {
    const text = rest + chunk;
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const each of lines) line(each);
  };
};
