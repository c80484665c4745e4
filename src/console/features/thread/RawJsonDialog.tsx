import { useQuery } from '@tanstack/react-query'

import { JsonView } from '#console/ui/CodeView.tsx'
import { CopyButton } from '#console/ui/CopyButton.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'

/** An object as the server has it now, to read and to copy. */
export const RawJsonDialog = ({
  title,
  queryKey,
  read,
  onClose,
}: {
  title: string
  queryKey: readonly string[]
  /** Answers the body as text. */
  read: (signal: AbortSignal) => Promise<string>
  onClose: () => void
}) => {
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKey],
    queryFn: ({ signal }) => read(signal),
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Dialog title={title} size="wide" onClose={onClose}>
      {error ? (
        <Failure
          what="The object could not be read."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : data === undefined ? (
        <Skeleton className="h-64 w-full" />
      ) : (
        <div className="relative">
          <CopyButton
            label="Copy JSON"
            text={data}
            size="normal"
            className="absolute end-1.5 top-1.5 bg-list"
          />
          <JsonView label={`${title} as JSON`} value={data} className="max-h-[60vh]" />
        </div>
      )}
    </Dialog>
  )
}
