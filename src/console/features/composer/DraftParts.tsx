import { nanoid } from 'nanoid'
import { useState } from 'react'

import { changeDraft } from './draft-store.ts'
import {
  addPart,
  changeImage,
  type Draft,
  type DraftPart,
  type ImagePart,
  movePart,
  removePart,
  setText,
} from './draft.ts'
import { ImageTile } from './ImageTile.tsx'
import { MessageText } from './MessageText.tsx'
import { STRIP } from './strip.ts'
import { removeUpload } from './uploads.ts'

/** Images that follow each other stand in one row; a text has its own. */
type Row =
  | { key: string; images: ImagePart[] }
  | { key: string; text: DraftPart & { type: 'text' } }

const rowsOf = (parts: readonly DraftPart[]): Row[] => {
  const rows: Row[] = []
  for (const part of parts) {
    const last = rows.at(-1)
    if (part.type === 'text') rows.push({ key: part.key, text: part })
    else if (last && 'images' in last) last.images.push(part)
    else rows.push({ key: `row-${part.key}`, images: [part] })
  }
  return rows
}

/** The content of the message in its order. */
export const DraftParts = ({ threadId, draft }: { threadId: string; draft: Draft }) => {
  const [moved, setMoved] = useState('')
  const { parts } = draft
  const texts = parts.filter((part) => part.type === 'text')
  const change = (to: (draft: Draft) => Draft) => changeDraft(threadId, to)
  const placeOf = (key: string) => parts.findIndex((part) => part.key === key)
  const move = (key: string, by: -1 | 1) => {
    change((now) => movePart(now, key, by))
    setMoved(`Moved to place ${placeOf(key) + by + 1} of ${parts.length}`)
  }
  const addTextAfter = (key: string) =>
    change((now) => {
      const added = addPart(now, { key: nanoid(10), type: 'text', text: '' })
      const text = added.parts.at(-1)
      if (!text) return now
      const rest = now.parts.toSpliced(now.parts.findIndex((part) => part.key === key) + 1, 0, text)
      return { ...now, parts: rest }
    })
  return (
    // However much is added, the messages and the button to send stay on the screen.
    <div className="flex max-h-[42dvh] flex-col overflow-y-auto overscroll-contain rounded-t-composer">
      {rowsOf(parts).map((row) =>
        'text' in row ? (
          <MessageText
            key={row.key}
            part={row.text}
            label={texts.length > 1 ? `Text ${texts.indexOf(row.text) + 1}` : 'Message'}
            onChange={(text) => change((now) => setText(now, row.key, text))}
            onRemove={
              texts.length > 1 ? () => change((now) => removePart(now, row.key)) : undefined
            }
          />
        ) : (
          <div key={row.key} className={`${STRIP} px-3 py-1 first:pt-3`}>
            {row.images.map((part) => (
              <ImageTile
                key={part.key}
                part={part}
                isFirst={placeOf(part.key) === 0}
                isLast={placeOf(part.key) === parts.length - 1}
                onDetail={(detail) => change((now) => changeImage(now, part.key, { detail }))}
                onMove={(by) => move(part.key, by)}
                onAddText={() => addTextAfter(part.key)}
                onRemove={() => removeUpload(threadId, part.key)}
              />
            ))}
          </div>
        ),
      )}
      <output className="sr-only">{moved}</output>
    </div>
  )
}
