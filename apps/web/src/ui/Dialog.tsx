import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { X } from "lucide-react";
import { useRef } from "react";
import { buttonClass } from "./Button.tsx";
import "./dialog.css";

/** A modal dialog. The first field has the focus, else the footer's first button, which is Cancel. Focus returns to what opened it. */
export const Dialog = ({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  wide = false,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly footer?: ReactNode;
  readonly wide?: boolean;
}) => {
  const popup = useRef<HTMLDivElement>(null);
  const firstFocus = (): HTMLElement | true =>
    popup.current?.querySelector<HTMLElement>(".dlg-body :is(.input, select)") ??
    popup.current?.querySelector<HTMLElement>("footer button") ??
    true;
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="dlg-back" />
        <Base.Popup ref={popup} className="dlg" initialFocus={firstFocus} data-wide={wide || undefined}>
          <header>
            <Base.Title className="dlg-title">{title}</Base.Title>
            <Base.Close className={buttonClass({ variant: "ghost", icon: true })} aria-label="Close">
              <X className="i s" aria-hidden="true" />
            </Base.Close>
          </header>
          {description === undefined ? null : (
            <Base.Description className="dlg-text" render={<div />}>
              {description}
            </Base.Description>
          )}
          {children === undefined ? null : <div className="dlg-body">{children}</div>}
          {footer === undefined ? null : <footer>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
};
