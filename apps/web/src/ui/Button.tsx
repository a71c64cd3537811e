import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { tip } from "./tip.ts";
import "./controls.css";

export type ButtonLook = {
  readonly variant?: "primary" | "plain" | "ghost" | "danger" | "danger-solid";
  readonly size?: "small" | "normal";
  readonly icon?: boolean;
};

/** The classes of a button, for links that look like one. */
export const buttonClass = ({ variant = "plain", size = "normal", icon }: ButtonLook = {}): string =>
  classNames(
    "btn",
    variant === "danger-solid" ? "danger solid" : variant !== "plain" && variant,
    size === "small" && "sm",
    icon === true && "icon",
  );

export type ButtonProps = ComponentProps<"button"> &
  ButtonLook & {
    /** Why it cannot be pressed now. It keeps its place and can be focused, so that the reason can be read. */
    readonly disabledWhy?: string | null | undefined;
    readonly children: ReactNode;
  };

export const Button = ({ variant, size, icon, disabledWhy, className, onClick, ...rest }: ButtonProps) => {
  const off = disabledWhy !== undefined && disabledWhy !== null;
  return (
    <button
      type="button"
      {...rest}
      {...(off ? { "aria-disabled": true, ...tip(disabledWhy) } : {})}
      className={classNames(
        buttonClass({
          ...(variant === undefined ? {} : { variant }),
          ...(size === undefined ? {} : { size }),
          ...(icon === undefined ? {} : { icon }),
        }),
        className,
      )}
      onClick={(event) => {
        if (off) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
};
