import { onThreadChanged } from '#console/api/changed-threads.ts'
import { onThreadGone } from '#console/api/gone-threads.ts'
import { ARRIVES_MS } from '#console/api/search.ts'
import { isNarrowed, stillMatching } from '#console/api/still-matching.ts'
import { type ThreadFilters, matchesOf } from '#console/api/threads.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { countText } from '#console/util/number.ts'
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
  /** Were selected and are no more, as they left the list: others changed them. */
  strays: ReadonlyMap<string, Selected>
}

const NO_STRAYS: State['strays'] = new Map()
const EMPTY: State = { ...NONE, isAll: false, reading: undefined, strays: NO_STRAYS }

/** Outside the list, which on a narrow screen goes when a thread is opened. A reload ends it. */
const state = newStore<State>(EMPTY)
/** The list that it was made in, and by what that is narrowed. */
let list: ThreadFilters | undefined
let madeIn: string | undefined
let reader: AbortController | undefined

const change = (to: (selection: Selection) => Selection, isAll = false): void => {
  const before = state.get()
  const next = to(before)
  if (next === before) return
  // What strayed and is selected once more is meant.
  const strays =
    before.threads.size === 0 ? NO_STRAYS : withoutThose(before.strays, next.threads.keys())
  state.set({ ...before, ...next, isAll, strays })
}

const withoutThose = (strays: State['strays'], those: Iterable<string>): State['strays'] => {
  const left = new Map(strays)
  for (const id of those) left.delete(id)
  return left.size === strays.size ? strays : left
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
  const before = [...state.get().threads.keys()]
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
  if (!isWhole) return
  const matching = new Set(found.map(({ id }) => id))
  tellStrays(leaveList(before.filter((id) => !matching.has(id))))
}

/** Takes threads out that are in the list no more. @returns those of them that were selected */
const leaveList = (ids: readonly string[]): readonly Selected[] => {
  const { threads, strays, isAll } = state.get()
  const left = ids.flatMap((id) => threads.get(id) ?? [])
  if (left.length === 0) return left
  change((selection) => leaveOut(selection, ids), isAll)
  state.set({
    ...state.get(),
    strays: new Map([...strays, ...left.map((each) => [each.id, each] as const)]),
  })
  return left
}

/** Those that left a moment ago, as they were deleted. */
const gone = new Set<string>()
/** With which something is being done: whether they are in the list matters no more. */
const inHand = new Set<string>()
/** Whether it is to be known of a thread if it is still in the list. */
const isAsked = (id: string): boolean =>
  !inHand.has(id) && !gone.has(id) && state.get().threads.has(id)

/** Takes threads as they are by now, where they are selected. */
const takeAnew = (found: ReadonlyMap<string, Thread | undefined>): void => {
  const before = state.get()
  const threads = new Map(before.threads)
  for (const id of before.threads.keys()) {
    const thread = found.get(id)
    if (thread) threads.set(id, toSelected(thread))
  }
  state.set({ ...before, threads })
}

const tellStrays = (left: readonly Selected[]): void => {
  const [only] = left
  if (!only) return
  showToast({
    text:
      left.length === 1
        ? '1 thread left the list, and is no longer selected.'
        : `${countText(left.length, 'thread')} left the list, and are no longer selected.`,
    ...(left.length === 1 && { detail: only.title, about: only.id }),
  })
}

/**
 * Looks which of the threads that are selected are still in the list; those that are not leave the selection.
 * @throws {ApiFailure}
 */
const lookAgain = async (
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Selected[]> => {
  const asked = list
  if (!asked) return []
  const looked = ids.filter(isAsked)
  if (looked.length === 0) return []
  const matching = await stillMatching(asked, looked, signal, isAsked)
  // The selection is another one by now.
  if (asked !== list || signal.aborted) return []
  takeAnew(matching)
  return leaveList(looked.filter((id) => !matching.has(id) && isAsked(id)))
}

/** Threads in which something changed, and of which it is not known whether they are still in the list. */
const changed = new Set<string>()
/** Those of them that are being looked at. */
let lookedAt: ReadonlySet<string> = new Set()
/** The look that comes next, or is under way. Rejects where it fails. */
let look: Promise<void> | undefined
/** After how many looks a thread is taken as it is: it may change all the time. */
const MOST_LOOKS = 3

const lookAtChanged = async (): Promise<void> => {
  const { threads } = state.get()
  const ids = [...changed].filter((id) => threads.has(id))
  changed.clear()
  lookedAt = new Set(ids)
  try {
    tellStrays(await lookAgain(ids, new AbortController().signal))
  } catch (error) {
    // With the next change, or before anything is done with them.
    for (const id of ids) changed.add(id)
    throw error
  } finally {
    lookedAt = new Set()
  }
}

const lookSoon = (): Promise<void> => {
  if (look) return look
  const own = wait(ARRIVES_MS).then(lookAtChanged)
  look = own
  own.then(
    () => {
      look = undefined
      if (changed.size > 0) void lookSoon()
    },
    () => (look = undefined),
  )
  return own
}
/** What was written can be found by then. */
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

onThreadChanged((id) => {
  const { threads } = state.get()
  if (threads.size === 0 || !list || !isNarrowed(list)) return
  if (id === undefined) for (const each of threads.keys()) changed.add(each)
  else if (threads.has(id)) changed.add(id)
  if (changed.size > 0) void lookSoon()
})

/**
 * Does something with a thread that was selected, unless it has left the list.
 * @returns whether it was done
 * @throws {ApiFailure} where it cannot be looked at whether it has; what `work` throws
 */
const take = async (id: string, work: () => Promise<unknown>): Promise<boolean> => {
  if (!(await isMeant(id))) return false
  inHand.add(id)
  try {
    await work()
    return true
  } finally {
    inHand.delete(id)
  }
}

/**
 * Whether something may be done with a thread that was selected: what changed just now is looked at first.
 * @throws {ApiFailure} where that cannot be looked at
 */
const isMeant = async (id: string): Promise<boolean> => {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if (!changed.has(id) && !lookedAt.has(id)) break
    // oxlint-disable-next-line no-await-in-loop -- each look may come too early for the next change
    await lookSoon()
  }
  return !state.get().strays.has(id)
}

/** Those that leave within a moment leave at once: each time costs as much as there are selected. */
const GATHERED_MS = 50
onThreadGone((id) => {
  const { threads, strays } = state.get()
  if (strays.has(id)) state.set({ ...state.get(), strays: withoutThose(strays, [id]) })
  if (!threads.has(id)) return
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
  /** Whether a thread may have left the list since it was selected. */
  mayStray: (): boolean => list !== undefined && isNarrowed(list),
  take,
  /** Takes out what is in the list no more. @throws {ApiFailure} */
  settle: (signal: AbortSignal) => lookAgain([...state.get().threads.keys()], signal),
  /** Selects some that were, also what left the list. */
  takeIn: (threads: readonly Selected[]) =>
    change((selection) => include(selection, threads), state.get().isAll),
  /** They are told of. */
  forgetStrays: () => state.set({ ...state.get(), strays: NO_STRAYS }),
  /** A list that is narrowed otherwise begins without a selection. */
  keepIn: (filters: ThreadFilters) => {
    const narrowing = JSON.stringify([filters.query, filters.metadata])
    if (madeIn !== narrowing) {
      clear()
      list = filters
    }
    madeIn = narrowing
  },
}
