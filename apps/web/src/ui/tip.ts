/**
 * A tooltip as attributes: `<button {...tip("Why not")}>`. One `TipLayer` shows them all, so that a list of fifty rows
 * with three tips each costs nothing until one is asked for. Screen readers get the text as the element's description.
 */
export const tip = (text: string): { readonly "data-tip": string; readonly "aria-description": string } => ({
  "data-tip": text,
  "aria-description": text,
});
