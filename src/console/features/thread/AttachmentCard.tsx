import { useQuery } from '@tanstack/react-query'
import { FileCode, FileText, FileX, ImageIcon, Sheet } from 'lucide-react'
import { createElement } from 'react'

import { isNotFound } from '#console/api/failure.ts'
import { fileContentUrl, fileQuery } from '#console/api/files.ts'
import { bytesText } from '#console/util/number.ts'
import { toolWords } from '#console/util/tool-words.ts'
import type { Attachment } from '#contract/message.ts'

import { fileNameOf } from './attachments.ts'

const icons = [
  [/\.(?:csv|tsv|xlsx?|ods|parquet)$/i, Sheet],
  [/\.(?:png|jpe?g|gif|webp|svg|avif|bmp)$/i, ImageIcon],
  [/\.(?:py|js|ts|json|html?|css|sh|rb|go|rs|java|c|cpp|xml|ya?ml|sql)$/i, FileCode],
] as const

const iconOf = (name: string) => icons.find(([pattern]) => pattern.test(name))?.[1] ?? FileText

/** A file that came with a message: its name, size and the tools it was given to. */
export const AttachmentCard = ({ attachment }: { attachment: Attachment }) => {
  const { file_id, tools } = attachment
  const { data: file, error } = useQuery({ ...fileQuery(file_id ?? ''), enabled: file_id !== null })
  const gone = file_id === null || isNotFound(error)
  const name = fileNameOf(file_id, file?.filename)
  const icon = createElement(gone ? FileX : iconOf(name), {
    'aria-hidden': true,
    className: 'icon',
  })
  const facts = [
    gone ? 'File no longer exists' : file?.bytes != null ? bytesText(file.bytes) : undefined,
    ...tools.map(({ type }) => toolWords(type)),
  ].filter(Boolean)
  const body = (
    <>
      <span
        className={
          gone
            ? 'flex size-8 shrink-0 items-center justify-center rounded-control bg-hover text-ink-3'
            : 'flex size-8 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent'
        }
      >
        {icon}
      </span>
      <span className="min-w-0">
        {/* As a whole: what is looked for may stand at its end. */}
        <span data-file-name className="block font-medium wrap-anywhere">
          {name}
        </span>
        <span data-no-words className="block truncate text-meta text-ink-2 tabular">
          {facts.join(' · ') || '\u00a0'}
        </span>
      </span>
    </>
  )
  const look =
    'flex min-h-14 max-w-[min(18rem,100%)] items-center gap-2.5 rounded-row border border-line bg-raise py-2 ps-2 pe-3.5 text-start'
  if (gone || file_id === null) return <div className={look}>{body}</div>
  return (
    <a
      href={fileContentUrl(file_id)}
      download={name}
      title={`Download ${name}`}
      className={`${look} hover:border-line-strong`}
    >
      {body}
    </a>
  )
}
