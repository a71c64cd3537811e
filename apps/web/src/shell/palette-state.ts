/** Whether the command palette is open; its code loads when it first is. */
let open = false;
const listeners = new Set<() => void>();

const set = (next: boolean): void => {
  open = next;
  for (const listener of listeners) listener();
};

export const isPaletteOpen = (): boolean => open;
export const onPalette = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const openPalette = (): void => {
  set(true);
};
export const closePalette = (): void => {
  set(false);
};
