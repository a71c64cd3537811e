import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { X } from "lucide-react";
import { buttonClass } from "./Button.tsx";
import "./dialog.css";

/** A modal dialog. Focus returns to what opened it. Cancel comes first in the footer, so it has the focus first. */
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
}) => (
  <Base.Root
    open={open}
    onOpenChange={(next) => {
      if (!next) onClose();
    }}
  >
    <Base.Portal>
      <Base.Backdrop className="dlg-back" />
      <Base.Popup className="dlg" data-wide={wide || undefined}>
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
