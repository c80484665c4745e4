import type { ReactNode } from 'react'

/** A table that scrolls sideways by itself where it is too wide. */
export const TableRegion = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="md-table" tabIndex={0} role="region" aria-label={label}>
    <table>{children}</table>
  </div>
)
