import { X } from "lucide-react";
import { useState } from "react";
import { useSessionState } from "../api/use-session.ts";
import { Button } from "../ui/Button.tsx";
import { StatusShape } from "../ui/Status.tsx";

const key = "longshore.notices";
const dismissed = (): string | null => {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
};

/** What an operator should know of this server, such as limits that it cannot enforce. Put away until the next session or new words. */
export const Notices = () => {
  const state = useSessionState();
  const [away, setAway] = useState(dismissed);
  const notices = state.type === "signed-in" ? state.session.notices : [];
  const text = notices.join("\n");
  if (text === "" || away === text) return null;
  return (
    <aside className="notices" aria-label="About this server">
      <StatusShape state="degraded" />
      <ul className="grow">
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
      <Button
        variant="ghost"
        size="small"
        icon
        aria-label="Put these notices away"
        onClick={() => {
          setAway(text);
          try {
            sessionStorage.setItem(key, text);
          } catch {
            // Storage is blocked: they come back with the next page load.
          }
        }}
      >
        <X className="i s" aria-hidden="true" />
      </Button>
    </aside>
  );
};
