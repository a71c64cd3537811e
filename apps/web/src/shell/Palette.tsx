/** Placeholder body: replaced by the palette. */
export const Palette = ({ onClose }: { readonly onClose: () => void }) => {
  void onClose;
  return null;
};
