import type { QueryClient } from '@tanstack/react-query'

import { newStore } from '../util/store.ts'
import { UndoStack, type Undoable } from '../util/undo.ts'
import { type Act, say } from './review-writes.ts'
import type { Said, Subject } from './said.ts'

/** What became of something that a reviewer did; told once, by whatever is on the screen. */
export type Told =
  /** `undo` where it can be taken back. `isSeen`: whether the screen goes on to show it. */
  | { kind: 'done'; text: string; undo?: Undoable; isSeen?: boolean }
  | { kind: 'failed'; text: string; error: unknown }

/** What is to be told next. */
export const toldAct = newStore<Told | undefined>(undefined)

const undoable = new UndoStack()

/** Tells that something was done which can be taken back. */
export const tellDone = (step: Undoable, isSeen?: boolean): void => {
  undoable.push(step)
  toldAct.set({
    kind: 'done',
    text: step.text,
    undo: step,
    ...(isSeen !== undefined && { isSeen }),
  })
}

/** It was not done after all. */
export const notDone = (step: Undoable): void => undoable.drop(step)

/** How something that is said is told. */
export interface ActWords {
  /** Once it is done: "Verdict: Pass". */
  done: string
  /** Where it is refused: "The verdict was not saved." */
  failed: string
}

/** Says something of a subject so that it can be taken back, and tells it. Answers whether it was done. */
export const act = async (
  client: QueryClient,
  subject: Subject,
  change: Partial<Said> | ((said: Said) => Partial<Said>),
  wordsOf: ActWords | ((act: Act) => ActWords),
): Promise<boolean> => {
  let step: Undoable | undefined
  let words: ActWords | undefined
  try {
    const done = await say(client, subject, change, {
      onSaid: (said) => {
        words = typeof wordsOf === 'function' ? wordsOf(said) : wordsOf
        step = { text: words.done, undo: () => say(client, subject, said.before) }
        tellDone(step)
      },
    })
    return done !== undefined
  } catch (error) {
    if (step) notDone(step)
    const known = typeof wordsOf === 'function' ? words : wordsOf
    toldAct.set({ kind: 'failed', text: known?.failed ?? 'It was not saved.', error })
    return false
  }
}

/** Takes back what was done last, or a certain act, and tells it. */
export const undo = async (step?: Undoable): Promise<void> => {
  try {
    const undone = await undoable.undo(step)
    const text = undone ? `Undone: ${undone.text}` : 'There is nothing to undo.'
    toldAct.set({ kind: 'done', text })
  } catch (error) {
    toldAct.set({ kind: 'failed', text: 'It could not be undone.', error })
  }
}
