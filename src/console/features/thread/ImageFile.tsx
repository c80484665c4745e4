import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { ImageOff } from 'lucide-react'
import { useState } from 'react'

import { isNotFound } from '#console/api/failure.ts'
import { fileContentUrl, fileQuery } from '#console/api/files.ts'
import { shownName } from '#console/util/shown-name.ts'

import { ImageTile } from './ImageTile.tsx'
import { ImageViewer } from './lazy-image-viewer.ts'

/** An uploaded or generated image, read through our own server. */
export const ImageFile = ({
  fileId,
  detail,
  large,
}: {
  fileId: string
  detail: string | null | undefined
  large: boolean
}) => {
  const { data: file, error } = useQuery(fileQuery(fileId))
  const [failed, setFailed] = useState(false)
  const [viewing, setViewing] = useState(false)
  const name = shownName(file?.filename || fileId)
  if (failed || isNotFound(error)) {
    return <MissingImage name={name} gone={isNotFound(error)} large={large} />
  }
  const src = fileContentUrl(fileId)
  return (
    <>
      <ImageTile
        src={src}
        name={name}
        detail={detail}
        large={large}
        onOpen={() => setViewing(true)}
        onError={() => setFailed(true)}
      />
      {viewing && <ImageViewer src={src} name={name} saveable onClose={() => setViewing(false)} />}
    </>
  )
}

const MissingImage = ({ name, gone, large }: { name: string; gone: boolean; large: boolean }) => (
  <div
    className={clsx(
      'flex flex-col items-center justify-center gap-1.5 rounded-row border border-dashed border-line-strong px-3 text-center text-small text-ink-2',
      large ? 'aspect-3/2 w-80 max-w-full' : 'h-28 w-44 max-w-full',
    )}
  >
    <ImageOff aria-hidden className="icon text-ink-3" />
    <span>{gone ? 'File no longer exists' : 'The image could not be shown'}</span>
    <span className="max-w-full truncate text-meta text-ink-3" title={name}>
      {name}
    </span>
  </div>
)
