import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import "./menu.css";

export type MenuItem = {
  readonly label: ReactNode;
  readonly onSelect: () => void;
  readonly danger?: boolean;
  /** A second line in faint text: a key, or why it cannot be done. */
  readonly hint?: string | undefined;
  readonly disabled?: boolean;
};

/** A button that opens a list of actions. `trigger` is the button element. */
export const Menu = ({
  trigger,
  items,
}: {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly items: readonly MenuItem[];
}) => (
  <Base.Root modal={false}>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner className="menu-pos" sideOffset={4} align="end">
        <Base.Popup className="menu">
          {items.map((item, at) => (
            <Base.Item
              // Items have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={at}
              className="menu-item"
              data-danger={item.danger || undefined}
              disabled={item.disabled ?? false}
              onClick={item.onSelect}
            >
              <span>{item.label}</span>
              {item.hint === undefined ? null : <span className="hint">{item.hint}</span>}
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
