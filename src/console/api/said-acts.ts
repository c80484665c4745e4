import type { QueryClient } from '@tanstack/react-query'

import type { Label } from '#contract/label.ts'
import type { Verdict } from '#contract/review.ts'

import { shownName } from '../util/shown-name.ts'
import { verdictWord } from '../util/verdict-word.ts'
import { act } from './review-acts.ts'
import type { Subject } from './said.ts'

/** Gives a verdict; the same one once more takes it back. */
export const giveVerdict = (
  client: QueryClient,
  subject: Subject,
  verdict: Verdict,
): Promise<boolean> =>
  act(
    client,
    subject,
    (said) => ({ verdict: said.verdict === verdict ? null : verdict }),
    ({ change }) => ({
      done: change.verdict ? `Verdict: ${verdictWord(change.verdict)}` : 'Verdict taken back',
      failed: 'The verdict was not saved.',
    }),
  )

/** Puts a label on, or takes it off. */
export const toggleLabel = (
  client: QueryClient,
  subject: Subject,
  { id, name }: Pick<Label, 'id' | 'name'>,
): Promise<boolean> =>
  act(
    client,
    subject,
    ({ labels }) => ({
      labels: labels.includes(id) ? labels.filter((other) => other !== id) : [...labels, id],
    }),
    ({ change }) => ({
      done: `${change.labels?.includes(id) ? 'Label put on' : 'Label taken off'}: ${shownName(name)}`,
      failed: 'The label was not saved.',
    }),
  )

/** Writes a note; without words it is deleted. */
export const writeNote = (
  client: QueryClient,
  subject: Subject,
  text: string,
): Promise<boolean> => {
  const note = text.trim() === '' ? null : text
  return act(
    client,
    subject,
    { note },
    {
      done: note === null ? 'Note deleted' : 'Note saved',
      failed: 'The note was not saved. What is typed stays in this browser.',
    },
  )
}

/** Flags it for somebody else, or takes the flag off. */
export const toggleFlag = (client: QueryClient, subject: Subject): Promise<boolean> =>
  act(
    client,
    subject,
    ({ flagged }) => ({ flagged: !flagged }),
    ({ change }) => ({
      done: change.flagged ? 'Flagged' : 'Flag taken off',
      failed: 'The flag was not saved.',
    }),
  )
