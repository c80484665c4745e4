import { LoadingRows } from '../ui/LoadingRows.tsx'

/** Stands where the thread list will be, with its head in its place. */
export const LoadingList = () => (
  <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden bg-list">
    <div className="flex min-h-[54px] short:min-h-9 shrink-0 items-center ps-4.5 text-heading font-heading tracking-heading">
      Threads
    </div>
    <LoadingRows what="threads" />
  </div>
)
