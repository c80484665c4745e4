import clsx from 'clsx'
import { FileText, X } from 'lucide-react'
import { memo } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { TOOL_WORDS } from '#console/util/tool-words.ts'

import { changeDraft } from './draft-store.ts'
import { ATTACHMENT_TOOLS, type AttachmentDraft, toggleTool } from './draft.ts'
import { canRetryUpload, removeUpload, retryUpload } from './uploads.ts'
import { UploadState } from './UploadState.tsx'

/** A file that goes with the message, its upload and the tools it is given to. */
export const AttachmentChip = memo(
  ({
    threadId,
    attachment: { key, upload, tools },
  }: {
    threadId: string
    attachment: AttachmentDraft
  }) => (
    <div className="flex max-w-full min-w-0 items-center gap-2.5 rounded-row border border-line-strong py-1.5 ps-2 pe-1">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent">
        <FileText aria-hidden className="icon" />
      </span>
      <div className="flex min-w-0 flex-col gap-0.5">
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="max-w-56 truncate" title={upload.name}>
            {upload.name}
          </span>
          <UploadState
            upload={upload}
            onRetry={canRetryUpload(key) ? () => retryUpload(key) : undefined}
          />
        </span>
        <fieldset aria-label={`Tools for ${upload.name}`} className="flex gap-1">
          {ATTACHMENT_TOOLS.map((tool) => (
            <button
              key={tool}
              type="button"
              aria-pressed={tools.includes(tool)}
              onClick={() => changeDraft(threadId, (now) => toggleTool(now, key, tool))}
              className={clsx(
                'rounded-label border px-1.5 py-px text-meta transition-colors duration-100',
                tools.includes(tool)
                  ? 'border-transparent bg-accent-soft text-accent'
                  : 'border-line text-ink-3 hover:text-ink',
              )}
            >
              {TOOL_WORDS[tool]}
            </button>
          ))}
        </fieldset>
      </div>
      <IconButton
        label={upload.state === 'uploading' ? `Cancel ${upload.name}` : `Remove ${upload.name}`}
        icon={X}
        size="small"
        onClick={() => removeUpload(threadId, key)}
      />
    </div>
  ),
)
