import { onThreadGone } from '#console/api/gone-threads.ts'
import { type ThreadFilters, matchesOf } from '#console/api/threads.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { newStore } from '#console/util/store.ts'
import type { Thread } from '#contract/thread.ts'

import {
  NONE,
  type Selected,
  type Selection,
  extendTo,
  include,
  leaveOut,
  toSelected,
  toggle,
} from './selection.ts'

interface State extends Selection {
  /** All that matched when it was asked for are selected. */
  isAll: boolean
  /** All that match are being read, and how many are by now. */
  reading: number | undefined
}

const EMPTY: State = { ...NONE, isAll: false, reading: undefined }

/** Outside the list, which on a narrow screen goes when a thread is opened. A reload ends it. */
const state = newStore<State>(EMPTY)
/** What the list is narrowed to that it was made in. */
let madeIn: string | undefined
let reader: AbortController | undefined

const change = (to: (selection: Selection) => Selection, isAll = false): void => {
  const before = state.get()
  const next = to(before)
  if (next !== before) state.set({ ...before, ...next, isAll })
}

const clear = (): void => {
  reader?.abort()
  reader = undefined
  state.set(EMPTY)
}

/** Selects all that match as the list stands, also those that are not loaded. */
const selectAll = async (filters: ThreadFilters): Promise<void> => {
  const own = new AbortController()
  reader?.abort()
  reader = own
  const found: Selected[] = []
  const tell = (reading: number | undefined) => state.set({ ...state.get(), reading })
  tell(0)
  let isWhole = false
  let isPartial = false
  try {
    for await (const page of matchesOf(filters, own.signal)) {
      found.push(...page.threads.map(toSelected))
      isPartial ||= page.isPartial
      if (own.signal.aborted) break
      tell(found.length)
    }
    isWhole = !own.signal.aborted && !isPartial
  } catch (error) {
    if (!own.signal.aborted) {
      const detail = describeFailure(error).message
      showToast({ tone: 'error', text: 'Not all matches could be selected.', detail })
    }
  }
  // The selection was ended, or all are asked for once more.
  if (reader !== own) return
  reader = undefined
  tell(undefined)
  if (isPartial)
    showToast({
      text: 'There may be more matches.',
      detail: 'Not all texts can be found yet. Those that are found by now are selected.',
    })
  change((selection) => include(selection, found), isWhole)
}

/** Those that leave within a moment leave at once: each time costs as much as there are selected. */
const GATHERED_MS = 50
const gone = new Set<string>()
onThreadGone((id) => {
  if (!state.get().threads.has(id)) return
  if (gone.size === 0)
    setTimeout(() => {
      change((selection) => leaveOut(selection, gone), state.get().isAll)
      gone.clear()
    }, GATHERED_MS)
  gone.add(id)
})

/** The threads of the list that are selected, for something that is done with all of them. */
export const selectedThreads = {
  use: state.use,
  get: state.get,
  toggle: (thread: Thread) => change((selection) => toggle(selection, thread)),
  /** All between the last one and `to`, or `from` where there is none. */
  extend: (list: readonly Thread[], to: string, from?: string) =>
    change((selection) => extendTo(selection, list, to, from)),
  /** These are all that match. */
  selectLoaded: (threads: readonly Thread[]) =>
    change((selection) => include(selection, threads.map(toSelected)), true),
  selectAll,
  /** Reads no more: what was read is selected. */
  stop: () => reader?.abort(),
  clear,
  /** A list that is narrowed otherwise begins without a selection. */
  keepIn: (narrowing: string | undefined) => {
    if (madeIn !== narrowing) clear()
    madeIn = narrowing
  },
}
