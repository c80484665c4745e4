import type { ReactNode } from 'react'

/** Stands on paper alone, and first: what is missing there, and how to have all of it. */
export const PaperNote = ({ children }: { children: ReactNode }) => (
  <p
    data-paper
    className="mb-4 hidden border-2 border-line-strong px-3 py-2 text-base font-strong print:block"
  >
    {children}
  </p>
)
