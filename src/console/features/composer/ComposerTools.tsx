import clsx from 'clsx'
import { ChevronDown, ImagePlus, Link, Paperclip, Tags } from 'lucide-react'
import { useRef } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { Menu } from '#console/ui/Menu.tsx'

import { IMAGE_ACCEPT } from './draft-limits.ts'
import type { Draft } from './draft.ts'

/** All of it stands in one row down to a screen of 390 px, and where a thread stands between two columns. */
const TIGHT = '@max-[33rem]:w-7'

const roleWords = { user: 'User', assistant: 'Assistant' } as const

/** What can go with the text: files, images, metadata, and whose message it is. */
export const ComposerTools = ({
  draft,
  onFiles,
  onImageUrl,
  onMetadata,
  onRole,
}: {
  draft: Draft
  onFiles: (files: File[], as: 'attachment' | 'image') => void
  onImageUrl: () => void
  onMetadata: () => void
  onRole: (role: Draft['role']) => void
}) => (
  <div className="flex items-center @max-[21rem]:flex-wrap @min-[33rem]:gap-0.5">
    <FileButton
      label="Attach files"
      icon={Paperclip}
      onFiles={(files) => onFiles(files, 'attachment')}
    />
    <FileButton
      label="Add images"
      icon={ImagePlus}
      accept={IMAGE_ACCEPT}
      onFiles={(files) => onFiles(files, 'image')}
    />
    <IconButton
      label="Add an image by its address"
      icon={Link}
      onClick={onImageUrl}
      className={TIGHT}
    />
    <IconButton
      label={draft.metadata.length > 0 ? `Metadata: ${draft.metadata.length} set` : 'Add metadata'}
      icon={Tags}
      onClick={onMetadata}
      className={clsx(TIGHT, draft.metadata.length > 0 && 'text-accent')}
    />
    <Menu
      label={`Role: ${roleWords[draft.role]}`}
      align="start"
      className="inline-flex h-8 items-center gap-1.5 rounded-control px-1.5 @min-[33rem]:px-2 text-ink-2 hover:bg-hover hover:text-ink"
      items={(['user', 'assistant'] as const).map((role) => ({
        label: roleWords[role],
        checked: draft.role === role,
        onSelect: () => onRole(role),
      }))}
    >
      {roleWords[draft.role]}
      <ChevronDown aria-hidden className="icon size-3.5" />
    </Menu>
  </div>
)

const FileButton = ({
  label,
  icon,
  accept,
  onFiles,
}: {
  label: string
  icon: typeof Paperclip
  accept?: string
  onFiles: (files: File[]) => void
}) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton
        label={label}
        icon={icon}
        className={TIGHT}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file may be picked again.
          event.target.value = ''
        }}
      />
    </>
  )
}
