import { useQuery } from '@tanstack/react-query'
import { useContext, useId, useRef, useState } from 'react'

import { isNotFound } from '../api/failure.ts'
import { fileQuery } from '../api/files.ts'
import { placePopover } from '../ui/place-popover.ts'
import { FileLink } from './FileLink.tsx'
import type { KnownAnnotation } from './locate.ts'
import type { Source } from './marks.ts'
import { TabStopContext } from './tab-stop.ts'
import { hostOf } from './web-link.ts'
import { WebLink } from './WebLink.tsx'

const CitedFile = ({ fileId, quote }: { fileId: string; quote: string | null | undefined }) => {
  const { data: file, error } = useQuery(fileQuery(fileId))
  return (
    <>
      <strong>{file?.filename || fileId}</strong>
      {isNotFound(error) && <span className="md-cite-note">File no longer exists.</span>}
      {quote && <q dir="auto">{quote}</q>}
      {file && <FileLink fileId={fileId}>Download</FileLink>}
    </>
  )
}

/** What an annotation points at, in full. */
export const SourceText = ({ annotation }: { annotation: KnownAnnotation }) => {
  switch (annotation.type) {
    case 'file_citation': {
      const { file_id, quote } = annotation.file_citation
      return <CitedFile fileId={file_id} quote={quote} />
    }
    case 'file_path':
      return <FileLink fileId={annotation.file_path.file_id} />
    case 'url_citation': {
      const { url, title } = annotation.url_citation
      return (
        <>
          <strong dir="auto">{title || hostOf(url) || url}</strong>
          <WebLink href={url}>{hostOf(url) ?? url}</WebLink>
        </>
      )
    }
  }
}

/** A numbered chip in the text; its popover tells the source. */
export const Citation = ({ source, marker }: { source: Source; marker: string }) => {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        className="md-cite"
        tabIndex={useContext(TabStopContext)}
        popoverTarget={id}
        aria-label={`Source ${source.number}`}
        aria-expanded={open}
        title={marker}
      >
        {source.number}
      </button>
      <span
        id={id}
        popover="auto"
        role="dialog"
        aria-label={`Source ${source.number}`}
        className="md-cite-card"
        onToggle={(event) => {
          const opened = event.newState === 'open'
          setOpen(opened)
          const anchor = button.current?.getBoundingClientRect()
          if (opened && anchor) placePopover(event.currentTarget, anchor, 'start')
        }}
      >
        {open && <SourceText annotation={source.annotation} />}
      </span>
    </>
  )
}
