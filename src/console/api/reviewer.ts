import { newKept } from '../util/kept.ts'
import { newStore } from '../util/store.ts'

/** The id of the person who reads here, kept in this browser; undefined until they said who they are. */
export const reviewerId = newKept('clew.person', (kept) => kept ?? undefined)

export const setReviewer = (person_id: string | undefined): void =>
  reviewerId.change(() => person_id ?? null)

interface Asking {
  answer: (person_id: string | undefined) => void
  promise: Promise<string | undefined>
}

/** Somebody waits to be told who reads: a dialog asks. */
export const askingWho = newStore<Asking | undefined>(undefined)

/** Asks who reads. Whoever asks meanwhile waits for the same answer; undefined where it is put off. */
export const askWho = (): Promise<string | undefined> => {
  const asked = askingWho.get()
  if (asked) return asked.promise
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const answer = (person_id: string | undefined) => {
    if (person_id !== undefined) setReviewer(person_id)
    askingWho.set(undefined)
    resolve(person_id)
  }
  askingWho.set({ promise, answer })
  return promise
}
