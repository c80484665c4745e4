import { expect, test } from 'vitest'

import { afterSent, leaveBox } from './draft-out.ts'
import { type Draft, emptyDraft, setText, textOf } from './draft.ts'
import { mergeDrafts } from './merge-drafts.ts'

const written = (text: string): Draft => setText(emptyDraft(), 'text', text)
const upload = { name: 'a.csv', bytes: 1, sent: 1, state: 'done', fileId: 'file-1' } as const

test('what was typed in two tabs stands in both, with files of either', () => {
  const base = written('Dear customer,')
  const mine = { ...setText(base, 'text', 'Dear customer, hello'), role: 'assistant' as const }
  const theirs = {
    ...setText(base, 'text', 'Re: Dear customer,'),
    attachments: [{ key: 'a', upload, tools: [] }],
  }
  const merged = mergeDrafts(base, mine, theirs)
  expect(textOf(merged)).toBe('Re: Dear customer, hello')
  expect(merged.role).toBe('assistant')
  expect(merged.attachments).toHaveLength(1)
  // Taken out here, it does not come back.
  expect(mergeDrafts(theirs, { ...theirs, attachments: [] }, theirs).attachments).toEqual([])
})

test('what is on its way in another tab is not in the box again, what was added here is', () => {
  const base = written('Hello')
  const merged = mergeDrafts(base, written('Hello there'), leaveBox(base))
  expect([textOf(merged), merged.out && textOf(merged.out)]).toEqual([' there', 'Hello'])
})

test('what was added to a part that is gone stays', () => {
  const key = 'second'
  const base = { ...emptyDraft(), parts: [{ key, type: 'text' as const, text: 'Hello' }] }
  const merged = mergeDrafts(base, setText(base, key, 'Hello there'), emptyDraft())
  expect(textOf(merged)).toBe(' there')
})

test('an id and a wish to send are of one tab, never joined of two', () => {
  const wish = (key: string) => ({ sending: { key, of: key, known: {} } })
  const [base, text] = [emptyDraft(), written('Hello')]
  const merged = mergeDrafts(
    base,
    { ...text, id: 'mine', ...wish('mine') },
    { ...text, id: 'theirs', ...wish('theirs') },
  )
  expect(merged).toMatchObject({ id: 'theirs', ...wish('theirs') })
  const sent = mergeDrafts({ ...text, id: 'a' }, { ...written('Hello there'), id: 'a' }, base)
  expect([textOf(sent), sent.id]).toEqual([' there', undefined])
})

test('of two messages that leave the box at once one is out, and the other is in the box', () => {
  const base = written('from A')
  const theirs = { ...leaveBox(base), sending: { key: 'a', of: 'a', known: {} } }
  const late = leaveBox(written('from B'))
  const merged = mergeDrafts(base, late, theirs)
  expect([merged.out && textOf(merged.out), textOf(merged)]).toEqual(['from A', 'from B'])
  expect(merged.sending).toEqual(theirs.sending)
  const more = mergeDrafts(base, setText(late, 'text', 'and more'), theirs)
  expect([more.out && textOf(more.out), textOf(more)]).toEqual(['from A', 'from B\n\nand more'])
  // The same message of both is one.
  expect(textOf(mergeDrafts(base, leaveBox(base), theirs))).toBe('')
})

test('what one tab has sent is not on its way once more from another that sent it, too', () => {
  const base = { ...written('Hello'), id: 'a' }
  const wish = { sending: { key: 'a', of: 'a', known: {} } }
  const late = { ...leaveBox(base), ...wish }
  const next = { ...written('And more'), id: 'b' }
  for (const sent of [afterSent(late, leaveBox(base).out ?? base), emptyDraft(), next]) {
    for (const merged of [mergeDrafts(base, late, sent), mergeDrafts(base, sent, late)]) {
      expect(merged.out).toBeUndefined()
      expect(merged.sending).toBeUndefined()
      expect([textOf(merged), merged.id]).toEqual([textOf(sent), sent.id])
    }
  }
  // What was added there meanwhile had not been sent.
  const added = leaveBox({ ...written('Hello there'), id: 'a' })
  expect(textOf(mergeDrafts(base, added, emptyDraft()))).toBe(' there')
})

test('what two tabs set aside at once is all there', () => {
  const aside = (text: string): Draft => ({ ...emptyDraft(), aside: written(text) })
  const merged = mergeDrafts(emptyDraft(), aside('mine'), aside('theirs'))
  expect(merged.aside && textOf(merged.aside)).toBe('theirs\n\nmine')
})
