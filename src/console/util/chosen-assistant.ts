import { newKept } from './kept.ts'
import type { Tab } from './tab.ts'

/** Assistant by thread, the latest choice last. An empty id means: send without a run. */
type Choices = Record<string, string>

const KEY = 'clew.chosen-assistants'
const MAX_KEPT = 200

const isChoices = (value: unknown): value is Choices =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((id) => typeof id === 'string')

const parse = (kept: string | null): Choices => {
  try {
    const value: unknown = JSON.parse(kept ?? '{}')
    return isChoices(value) ? value : {}
  } catch {
    return {}
  }
}

interface Chosen {
  here: string | undefined
  lately: string | undefined
}

const chosenOf = (all: Choices, threadId: string): Chosen => ({
  here: all[threadId],
  lately: Object.values(all).findLast((id) => id !== ''),
})

export const newChosenAssistants = (tab?: Tab) => {
  const choices = newKept(KEY, parse, tab)
  return {
    choose: (threadId: string, assistantId: string): void =>
      choices.change((all) => {
        const { [threadId]: _, ...others } = all
        const recent = Object.entries(others).slice(1 - MAX_KEPT)
        return JSON.stringify(Object.fromEntries([...recent, [threadId, assistantId]]))
      }),
    get: (threadId: string): Chosen => chosenOf(choices.get(), threadId),
    use: (threadId: string): Chosen => chosenOf(choices.use(), threadId),
  }
}

const chosen = newChosenAssistants()

/** Remembers which assistant answers in a thread; `''` for none. */
export const chooseAssistant = chosen.choose
/** The assistant chosen for a thread, and the one chosen last anywhere; undefined before any choice. */
export const chosenAssistant = chosen.get
export const useChosenAssistant = chosen.use
