const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (value: number): string => String(value).padStart(2, "0");

/** A span in at most two units: `0.4s`, `9s`, `1m 04s`, `3h 20m`, `6d 04h`, `41d`. */
export const formatDuration = (ms: number): string => {
  const span = Math.max(0, ms);
  if (span < 950) return `${(Math.round(span / 100) / 10).toString()}s`;
  const whole = Math.round(span / second) * second;
  if (whole < minute) return `${String(whole / second)}s`;
  if (whole < hour) return `${String(Math.floor(whole / minute))}m ${two(Math.floor((whole % minute) / second))}s`;
  if (whole < day) return `${String(Math.floor(whole / hour))}h ${two(Math.floor((whole % hour) / minute))}m`;
  const days = Math.floor(whole / day);
  const hours = Math.floor((whole % day) / hour);
  return days >= 30 || hours === 0 ? `${String(days)}d` : `${String(days)}d ${two(hours)}h`;
};
