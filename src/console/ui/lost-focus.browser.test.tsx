import { useState } from 'react'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { ConfirmDialog } from './ActionDialog.tsx'
import { focusPressedButtons, neighboursOf } from './lost-focus.ts'

import '#console/styles.css'

/** Notes, each with a button that asks before it deletes the note. */
const Notes = ({ next }: { next: boolean }) => {
  const [notes, setNotes] = useState(['one', 'two', 'three'])
  const [asked, setAsked] = useState<string>()
  return (
    <main tabIndex={-1}>
      <ul aria-label="Notes" tabIndex={-1}>
        {notes.map((note) => (
          <li key={note} data-note={note} tabIndex={-1}>
            <button type="button" onClick={() => setAsked(note)}>
              Delete {note}
            </button>
          </li>
        ))}
      </ul>
      {asked !== undefined && (
        <ConfirmDialog
          title="Delete this note?"
          action="Delete note"
          deed="the note was deleted"
          {...(next && { instead: () => neighboursOf('[data-note]', `[data-note=${asked}]`) })}
          onConfirm={async () => setNotes(notes.filter((note) => note !== asked))}
          onClose={() => setAsked(undefined)}
        >
          It cannot be undone.
        </ConfirmDialog>
      )}
    </main>
  )
}

const remove = async (note: string) => {
  await page.getByRole('button', { name: `Delete ${note}` }).click()
  await page.getByRole('button', { name: 'Delete note' }).click()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
}
const focused = () => document.activeElement?.textContent

test('the opener that goes with what its dialog does leaves the focus to its neighbour', async () => {
  await render(<Notes next />)
  await remove('two')
  await expect.poll(focused).toBe('Delete three')
  await remove('three')
  await expect.poll(focused).toBe('Delete one')
  await remove('one')
  await expect.poll(() => document.activeElement).toBe(page.getByRole('list').element())
})

test('without one, what stood around it has the focus', async () => {
  await render(<Notes next={false} />)
  await remove('two')
  await expect.poll(() => document.activeElement).toBe(page.getByRole('list').element())
})

test('an opener that stays has it back', async () => {
  await render(<Notes next />)
  await page.getByRole('button', { name: 'Delete two' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(focused).toBe('Delete two')
})

test('a pressed button has the focus where the browser gives it none, but one that holds it elsewhere', async () => {
  focusPressedButtons()
  await render(
    <main tabIndex={-1}>
      <input aria-label="Words" />
      <button type="button">Plain</button>
      <button type="button" onMouseDown={(event) => event.preventDefault()}>
        Holding
      </button>
    </main>,
  )
  // Events that a script makes move no focus, as a press in Safari moves none.
  const press = (name: string) => {
    const button = page.getByRole('button', { name }).element()
    for (const type of ['mousedown', 'click'])
      button.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }))
  }
  const words = page.getByLabelText('Words').element() as HTMLElement
  words.focus()
  press('Holding')
  expect(document.activeElement).toBe(words)
  press('Plain')
  expect(document.activeElement).toBe(page.getByRole('button', { name: 'Plain' }).element())
})
