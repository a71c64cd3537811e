import { useEffect, useState } from "react";

/** A value once it has stood still for some milliseconds, for what is too dear to be done with every key. */
export const useSettled = <T>(value: T, afterMs = 250): T => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, afterMs]);
  return settled;
};
