/** A ball of thread with its loose end. */
export const Logo = ({ className }: { className?: string }) => (
  <svg
    aria-hidden
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.7"
    strokeLinecap="round"
    className={className}
  >
    <circle cx="11.4" cy="11" r="8.2" />
    <path d="M4.2 7.6c4.3-2.2 10-2.2 14.4 0M3.3 11c5-2.3 11.2-2.3 16.2 0M4.4 14.6c4.4-2 9.4-1.9 13.2.1 1.9 1 3 3.9 5.4 3.9M8 17.9c2.6-.9 5-.9 7 0" />
  </svg>
)
