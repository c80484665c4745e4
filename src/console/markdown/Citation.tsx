import { useQuery } from '@tanstack/react-query'
import { useContext, useEffect, useId, useRef, useState } from 'react'

import { isNotFound } from '../api/failure.ts'
import { fileQuery } from '../api/files.ts'
import type { WrittenMessage } from '../api/found-passages.ts'
import { placePopover } from '../ui/place-popover.ts'
import { shownName } from '../util/shown-name.ts'
import { CitedPassage } from './CitedPassage.tsx'
import { FileLink } from './FileLink.tsx'
import type { KnownAnnotation } from './locate.ts'
import type { Source } from './marks.ts'
import type { Cited } from './passage.ts'
import { TabStopContext } from './tab-stop.ts'
import { hostOf } from './web-link.ts'
import { WebLink } from './WebLink.tsx'
import { WrittenContext } from './written-context.ts'

const CitedFile = ({ cited, message }: { cited: Cited; message: WrittenMessage | null }) => {
  const { file_id: fileId, quote } = cited
  const { data: file, error } = useQuery(fileQuery(fileId))
  return (
    <>
      <strong>{shownName(file?.filename || fileId)}</strong>
      {isNotFound(error) && <span className="md-cite-note">File no longer exists.</span>}
      {message ? (
        <CitedPassage cited={cited} message={message} />
      ) : (
        quote && <q dir="auto">{quote}</q>
      )}
      {file && <FileLink fileId={fileId}>Download</FileLink>}
    </>
  )
}

/** What an annotation points at, in full; with the passage where the run that wrote `message` found it. */
export const SourceText = ({
  annotation,
  message = null,
}: {
  annotation: KnownAnnotation
  message?: WrittenMessage | null
}) => {
  switch (annotation.type) {
    case 'file_citation': {
      const { file_id, quote } = annotation.file_citation
      return <CitedFile cited={{ file_id, quote, marker: annotation.text }} message={message} />
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
  const message = useContext(WrittenContext)
  const [open, setOpen] = useState(false)
  const card = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!open) return undefined
    // What is asked for comes after the card has opened; the observer also calls once at first.
    const observer = new ResizeObserver(() => {
      const anchor = button.current?.getBoundingClientRect()
      if (card.current && anchor) placePopover(card.current, anchor, 'start')
    })
    if (card.current) observer.observe(card.current)
    return () => observer.disconnect()
  }, [open])
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
        ref={card}
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
        {open && <SourceText annotation={source.annotation} message={message} />}
      </span>
    </>
  )
}
