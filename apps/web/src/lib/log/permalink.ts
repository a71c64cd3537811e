/**
 * Lines in an address: `#L120`, `#L120-L140`, with `@` and the offset of the first byte behind. The byte is what counts: line
 * numbers move when the head of a log is removed, bytes never do.
 */
export type LineRange = {
  readonly from: number;
  readonly to: number;
  readonly byte: number | null;
};

export const formatLineRange = ({ from, to, byte }: LineRange): string =>
  `#L${String(from)}${to === from ? "" : `-L${String(to)}`}${byte === null ? "" : `@${String(byte)}`}`;

export const parseLineRange = (hash: string): LineRange | null => {
  const match = /^#L(\d{1,15})(?:-L(\d{1,15}))?(?:@(\d{1,15}))?$/.exec(hash);
  if (match === null) return null;
  const first = Number(match[1]);
  const second = match[2] === undefined ? first : Number(match[2]);
  if (first === 0 || second === 0) return null;
  return {
    from: Math.min(first, second),
    to: Math.max(first, second),
    byte: match[3] === undefined ? null : Number(match[3]),
  };
};
