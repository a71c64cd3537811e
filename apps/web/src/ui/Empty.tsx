import type { ReactNode } from "react";
import "./surfaces.css";

/** Why there is nothing here, and what to do about it. */
export const Empty = ({
  icon,
  title,
  children,
  actions,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) => (
  <div className="empty">
    {icon}
    <h2>{title}</h2>
    {children === undefined ? null : <div className="two">{children}</div>}
    {actions === undefined ? null : <div className="row">{actions}</div>}
  </div>
);
