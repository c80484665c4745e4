import { newStore } from './store.ts'
import { readStored, store } from './stored.ts'

/** Assistant by thread, the latest choice last. An empty id means: send without a run. */
type Choices = Record<string, string>

const KEY = 'clew.chosen-assistants'
const MAX_KEPT = 200

const isChoices = (value: unknown): value is Choices =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((id) => typeof id === 'string')

const kept = (): Choices => {
  try {
    const value: unknown = JSON.parse(readStored(KEY) ?? '{}')
    return isChoices(value) ? value : {}
  } catch {
    return {}
  }
}

const choices = newStore<Choices>(kept())

/** Remembers which assistant answers in a thread; `''` for none. */
export const chooseAssistant = (threadId: string, assistantId: string): void => {
  const { [threadId]: _, ...others } = choices.get()
  const recent = Object.entries(others).slice(1 - MAX_KEPT)
  choices.set(Object.fromEntries([...recent, [threadId, assistantId]]))
  store(KEY, JSON.stringify(choices.get()))
}

interface Chosen {
  here: string | undefined
  lately: string | undefined
}

const chosenOf = (all: Choices, threadId: string): Chosen => ({
  here: all[threadId],
  lately: Object.values(all).findLast((id) => id !== ''),
})

/** The assistant chosen for a thread, and the one chosen last anywhere; undefined before any choice. */
export const chosenAssistant = (threadId: string): Chosen => chosenOf(choices.get(), threadId)
export const useChosenAssistant = (threadId: string): Chosen => chosenOf(choices.use(), threadId)
