import { FieldPlace } from '../ui/FieldPlace.tsx'
import { LoadingRows } from '../ui/LoadingRows.tsx'

/** Stands where the thread list will be, with its head in its place. */
export const LoadingList = () => (
  <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden bg-list">
    <header className="flex min-h-bar shrink-0 items-center ps-4.5">
      <h1 className="text-heading">Threads</h1>
    </header>
    <FieldPlace />
    <LoadingRows what="threads" />
  </div>
)
