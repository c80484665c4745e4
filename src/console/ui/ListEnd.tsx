import { Failure } from './Failure.tsx'
import { LoadingRows } from './LoadingRows.tsx'

/** What stands under the last row that is loaded. */
export const ListEnd = ({
  what,
  fetching,
  error,
  onRetry,
}: {
  /** What there may be more of, such as `threads`. */
  what: string
  fetching: boolean
  error: unknown
  onRetry: () => void
}) => {
  if (error)
    return (
      <div className="p-2">
        <Failure
          layout="inline"
          what={`More ${what} could not be loaded.`}
          error={error}
          onRetry={onRetry}
        />
      </div>
    )
  return fetching ? <LoadingRows what={`more ${what}`} rows={2} /> : null
}
