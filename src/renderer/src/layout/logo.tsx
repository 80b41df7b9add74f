/** The mark of Triggerbench in the theme's accent. */
export const Logo = () => (
  <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
    <rect x=".5" y=".5" width="19" height="19" rx="5.5" fill="var(--accent)" />
    <path
      d="M5 6h6.5M8.2 6v8M12.4 9.2 15 11.6l-2.6 2.4"
      fill="none"
      stroke="var(--accent-ink)"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
)
