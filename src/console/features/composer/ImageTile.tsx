import { EllipsisVertical, Globe, Image, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'

import { fileContentUrl } from '#console/api/files.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { Menu } from '#console/ui/Menu.tsx'
import { ImageDetail } from '#contract/message.ts'

import type { ImagePart } from './draft.ts'
import { comeIntoView } from './strip.ts'
import { canRetryUpload, previewOf, retryUpload } from './uploads.ts'
import { UploadState } from './UploadState.tsx'

export interface ImageTileProps {
  part: ImagePart
  isFirst: boolean
  isLast: boolean
  onDetail: (detail: ImageDetail) => void
  onMove: (by: -1 | 1) => void
  onAddText: () => void
  onRemove: () => void
}

const nameOf = (part: ImagePart): string => part.upload?.name ?? hostOf(part.url ?? '')

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

/** An image of the message. Alt with the arrow keys moves it among the other parts. */
export const ImageTile = (props: ImageTileProps) => {
  const { part, isFirst, isLast, onMove, onRemove } = props
  const name = nameOf(part)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    const by = event.key === 'ArrowLeft' ? -1 : 1
    if (by < 0 ? !isFirst : !isLast) onMove(by)
  }
  return (
    // The keys come from the buttons inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <fieldset
      ref={comeIntoView}
      aria-label={`Image ${name}`}
      onKeyDown={onKeyDown}
      className="flex max-w-full shrink-0 items-center gap-2.5 rounded-row border border-line-strong py-1.5 ps-2 pe-1"
    >
      <Thumbnail part={part} />
      <span className="flex min-w-0 flex-col gap-0.5">
        <span className="max-w-44 truncate" title={part.url ?? name}>
          {name}
        </span>
        <span className="flex items-center gap-2 text-meta text-ink-3">
          {part.upload ? (
            <UploadState
              upload={part.upload}
              onRetry={canRetryUpload(part.key) ? () => retryUpload(part.key) : undefined}
            />
          ) : (
            'from the web'
          )}
          {part.detail !== 'auto' && <span>{part.detail} detail</span>}
        </span>
      </span>
      <span className="flex items-center">
        <ImageMenu {...props} name={name} />
        <IconButton
          label={part.upload?.state === 'uploading' ? `Cancel ${name}` : `Remove ${name}`}
          icon={X}
          size="small"
          onClick={onRemove}
        />
      </span>
    </fieldset>
  )
}

const ImageMenu = ({
  part,
  name,
  isFirst,
  isLast,
  onDetail,
  onMove,
  onAddText,
}: ImageTileProps & { name: string }) => (
  <Menu
    label={`Options of ${name}`}
    className="inline-flex size-6 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
    items={[
      ...ImageDetail.options.map((detail) => ({
        label: detailWords[detail],
        checked: part.detail === detail,
        onSelect: () => onDetail(detail),
      })),
      {
        label: 'Move earlier',
        hint: 'Alt+←',
        separated: true,
        disabled: isFirst,
        onSelect: () => onMove(-1),
      },
      { label: 'Move later', hint: 'Alt+→', disabled: isLast, onSelect: () => onMove(1) },
      { label: 'Add text after it', separated: true, onSelect: onAddText },
    ]}
  >
    <EllipsisVertical aria-hidden className="icon size-3.5" />
  </Menu>
)

const detailWords: Record<ImageDetail, string> = {
  auto: 'Detail as the model likes',
  low: 'Low detail',
  high: 'High detail',
}

/** A picture only from this machine or our own server: an address elsewhere is not fetched to be shown. */
const Thumbnail = ({ part }: { part: ImagePart }) => {
  const [isBroken, setBroken] = useState(false)
  const file = part.upload?.fileId
  const source = previewOf(part.key) ?? (file === undefined ? undefined : fileContentUrl(file))
  if (source !== undefined && !isBroken) {
    return (
      <img
        src={source}
        alt=""
        onError={() => setBroken(true)}
        className="size-10 shrink-0 rounded-control object-cover"
      />
    )
  }
  const Icon = part.url === undefined ? Image : Globe
  return (
    <span className="flex size-10 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent">
      <Icon aria-hidden className="icon" />
    </span>
  )
}
