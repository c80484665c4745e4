import type { ReactNode } from 'react'

/** A table that scrolls sideways by itself where it is too wide. */
export const TableRegion = ({ label, children }: { label: string; children: ReactNode }) => (
  // What scrolls has to be reachable by keyboard and named (axe: scrollable-region-focusable); a
  // group, since landmarks would have to be unique in the page.
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex
  <div className="md-table" tabIndex={0} role="group" aria-label={label}>
    <table dir="auto">{children}</table>
  </div>
)
