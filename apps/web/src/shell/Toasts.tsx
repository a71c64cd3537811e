import { useSyncExternalStore } from "react";
import { X } from "lucide-react";
import { Link } from "react-router-dom";
import { currentToasts, dismissToast, onToasts } from "../lib/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { StatusShape } from "../ui/Status.tsx";
import "./toasts.css";

export const Toasts = () => {
  const toasts = useSyncExternalStore(onToasts, currentToasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast">
          <StatusShape state={toast.state} />
          <span className="grow">
            {toast.text}{" "}
            {toast.link === undefined ? null : (
              <Link className="link" to={toast.link.to}>
                {toast.link.text}
              </Link>
            )}
          </span>
          <Button
            variant="ghost"
            size="small"
            icon
            aria-label="Dismiss"
            onClick={() => {
              dismissToast(toast.id);
            }}
          >
            <X className="i s" aria-hidden="true" />
          </Button>
        </div>
      ))}
    </div>
  );
};
