export const Brand = () => (
  <svg viewBox="0 0 18 18" aria-hidden="true">
    <rect x="1" y="1" width="7" height="7" rx="1.5" fill="currentColor" />
    <rect x="1" y="10" width="7" height="7" rx="1.5" fill="currentColor" />
    <rect x="10" y="10" width="7" height="7" rx="1.5" fill="currentColor" />
    <rect x="10.75" y="1.75" width="5.5" height="5.5" rx="1" fill="none" stroke="var(--accent)" strokeWidth="1.5" />
  </svg>
);
