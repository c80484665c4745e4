import type { ReactNode } from 'react'

import { scrollStop } from '../ui/scroll-stop.ts'

/** A table that scrolls sideways by itself where it is too wide. */
export const TableRegion = ({ label, children }: { label: string; children: ReactNode }) => (
  // What scrolls has to be named; a group, since landmarks would have to be unique in the page.
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
  <div ref={scrollStop} className="md-table" role="group" aria-label={label}>
    <table dir="auto">{children}</table>
  </div>
)
