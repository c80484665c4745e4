import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'

import { isNotFound } from '../api/failure.ts'
import { fileContentUrl, fileQuery } from '../api/files.ts'
import { shownName } from '../util/shown-name.ts'

/** A file the text points at, to be downloaded; says so when it is gone. */
export const FileLink = ({
  fileId,
  undrawn,
  children,
}: {
  fileId: string
  /** What of it is found in the page though it is not drawn. */
  undrawn?: string | undefined
  children?: ReactNode
}) => {
  const { data: file, error } = useQuery(fileQuery(fileId))
  if (isNotFound(error)) {
    return (
      <span className="md-gone" title={fileId} data-undrawn={undrawn}>
        {children ?? fileId} (file no longer exists)
      </span>
    )
  }
  const name = shownName(file?.filename || fileId)
  return (
    <a
      href={fileContentUrl(fileId)}
      download={name}
      title={`Download ${name}`}
      className="md-file"
      data-undrawn={undrawn}
    >
      <Download aria-hidden className="icon" />
      {children ?? name}
    </a>
  )
}
