/** Four doors, one of them listening. The corner is cut so that it differs without colour too. */
export function Logo() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">
      <g fill="var(--edge)" opacity="0.55">
        <rect x="0" y="0" width="8" height="8" rx="2" />
        <rect x="0" y="10" width="8" height="8" rx="2" />
        <rect x="10" y="10" width="8" height="8" rx="2" />
      </g>
      <rect x="10" y="0" width="8" height="8" rx="4" fill="var(--listen)" />
    </svg>
  );
}
