import { Skeleton } from './Skeleton.tsx'

/** Rows of the height of those that will come, as many as there is room for. */
export const LoadingRows = ({ what, rows = 12 }: { what: string; rows?: number }) => (
  <output className="block min-h-0 overflow-hidden px-4.5 pt-3">
    <span className="sr-only">Loading {what}</span>
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} className="h-[3.375rem] space-y-2 pt-2">
        <Skeleton className="h-3.5 w-3/5" />
        <Skeleton className="h-3 w-11/12" />
      </div>
    ))}
  </output>
)
