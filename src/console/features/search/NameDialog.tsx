import { useLayoutEffect, useRef, useState } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { overText } from '#console/util/number.ts'

import { MAX_NAME } from './saved.ts'
import { isSameName } from './search-name.ts'

/** Asks what a search is to be called. */
export const NameDialog = ({
  name,
  title,
  action,
  news,
  others,
  onName,
  onClose,
}: {
  name: string
  title: string
  /** What the button says. */
  action: string
  /** What happened to the search meanwhile. */
  news?: string | undefined
  /** What other searches are called. */
  others: readonly string[]
  onName: (name: string) => void
  onClose: () => void
}) => {
  const [text, setText] = useState(name)
  const form = useRef<HTMLFormElement>(null)
  // Whoever types another name takes the place of the proposed one.
  useLayoutEffect(() => form.current?.querySelector('input')?.select(), [])
  const isEmpty = text.trim() === ''
  const error = overText(text.trim().length, MAX_NAME)
  const isTaken = others.some((other) => isSameName(other, text))
  const mayNot = isEmpty || error !== undefined
  return (
    <Dialog
      title={title}
      // What saves a search goes once it is saved.
      instead={() => [...document.querySelectorAll<HTMLElement>('[data-search-field]')]}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="name-search" disabled={mayNot}>
            {action}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id="name-search"
        onSubmit={(event) => {
          event.preventDefault()
          if (mayNot) return
          onName(text.trim())
          onClose()
        }}
      >
        <TextField
          label="Name"
          dir="auto"
          {...(error !== undefined && { error })}
          value={text}
          onChange={(event) => setText(event.target.value)}
          hint="Kept in this browser. To share the search, share the page’s address."
        />
        <output className="block text-meta text-attention">
          {news && <span className="block">{news}</span>}
          {isTaken && 'Another saved search has this name.'}
        </output>
      </form>
    </Dialog>
  )
}
