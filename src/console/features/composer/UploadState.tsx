import { RotateCcw } from 'lucide-react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { bytesText } from '#console/util/number.ts'

import type { Upload } from './draft.ts'

/** How far an upload is: a bar while it runs, its size once it is there, why when it failed. */
export const UploadState = ({
  upload,
  onRetry,
}: {
  upload: Upload
  onRetry: (() => void) | undefined
}) => {
  if (upload.state === 'uploading') {
    const done = upload.bytes > 0 ? Math.round((upload.sent / upload.bytes) * 100) : 0
    return (
      <progress
        aria-label={`Uploading ${upload.name}`}
        max={100}
        value={done}
        className="block h-1 w-24 accent-accent"
      />
    )
  }
  if (upload.state === 'done') {
    return (
      <span className="text-meta whitespace-nowrap text-ink-3 tabular">
        {bytesText(upload.bytes)}
      </span>
    )
  }
  return (
    <span role="alert" className="flex items-center gap-1 text-meta text-error">
      <span className="line-clamp-3 max-w-48 break-words" title={upload.error}>
        {upload.error ?? 'The upload failed.'}
      </span>
      {onRetry && (
        <IconButton
          label={`Upload ${upload.name} again`}
          icon={RotateCcw}
          size="small"
          onClick={onRetry}
        />
      )}
    </span>
  )
}
