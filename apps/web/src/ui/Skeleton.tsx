import { useEffect, useState } from "react";
import "./surfaces.css";

const showAfterMs = 200;

/** True once loading has lasted long enough that a blank place would look broken. */
export const useLate = (): boolean => {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), showAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return late;
};

/** A grey stand-in of the coming text's size; the space is kept from the start, the grey comes after 200 ms. */
export const Skeleton = ({ width, height = 12 }: { readonly width: number | string; readonly height?: number }) => {
  const late = useLate();
  return <span className="skel" data-late={late || undefined} aria-hidden="true" style={{ width, height }} />;
};

/** Rows of the geometry of a list, while it loads. */
export const SkeletonRows = ({ rows, height }: { readonly rows: number; readonly height: number }) => (
  <div role="status" aria-label="Loading" className="skel-rows">
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} style={{ height }}>
        <Skeleton width={`${String(38 + ((row * 17) % 40))}%`} />
      </div>
    ))}
  </div>
);
