import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "./Button.tsx";
import { Menu } from "./Menu.tsx";
import type { MenuItem } from "./Menu.tsx";
import { TextFilter } from "./TextFilter.tsx";

/** What is typed to filter a list, what can be added from a menu, and `children`: what else is begun here. */
export const FilterRow = ({
  label,
  placeholder,
  text,
  onText,
  items,
  children,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly items: readonly MenuItem[];
  readonly children?: ReactNode;
}) => (
  <div className="qrow">
    <TextFilter label={label} placeholder={placeholder} text={text} onChange={onText} />
    <Menu
      trigger={
        <button type="button" className={buttonClass()}>
          <Plus className="i s" aria-hidden="true" />
          Filter
        </button>
      }
      items={items}
    />
    {children}
  </div>
);
