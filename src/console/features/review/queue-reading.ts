import type { InfiniteData, QueryClient } from '@tanstack/react-query'

import { ApiFailure, isUnanswered } from '#console/api/failure.ts'
import { untilWorthTrying } from '#console/api/insistently.ts'
import {
  type ItemPlace,
  type Judgement,
  claimItem,
  findItem,
  judge,
  judgementOf,
  judgementQuery,
  readJudgement,
  releaseItem,
  reopenItem,
  skipItem,
  takeBack,
} from '#console/api/queue-reading.ts'
import { itemsQuery } from '#console/api/queues.ts'
import { notDone, tellDone, toldAct } from '#console/api/review-acts.ts'
import { reviewerId } from '#console/api/reviewer.ts'
import type { Patience } from '#console/util/patience.ts'
import { newStore } from '#console/util/store.ts'
import type { Undoable } from '#console/util/undo.ts'
import { verdictWord } from '#console/util/verdict-word.ts'
import type { List } from '#contract/primitives.ts'
import type { Criterion, QueueClaim, QueueItem } from '#contract/queue.ts'
import type { Review } from '#contract/review.ts'

import {
  type JudgementDraft,
  judgementDraftId,
  judgementDrafts,
  judgementWith,
} from './judgement-drafts.ts'
import { ReadingTime } from './reading-time.ts'

/** What is read of a queue just now. */
export interface Reading {
  queue_id: string
  /** Undefined where it could not be taken. */
  item: QueueItem | undefined
  upcoming: QueueItem | null
  left: number | undefined
  /** Why it could not be taken. */
  refusal?: unknown
}

export const reading = newStore<Reading | undefined>(undefined)

export const readingTime = new ReadingTime()

/** How a reader goes on. */
export interface Way {
  /** Opens a reading; without one the page that tells why there is none. */
  open: (item: QueueItem | undefined) => void
  /** Whether the Review tab stands beside what is opened. */
  isBeside: boolean
}

/** What is asked of a queue is asked one after the other. */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = <Done>(work: () => Promise<Done>): Promise<Done> => {
  const next = turn.then(work, work)
  turn = next.catch(() => undefined)
  return next
}

const WAITING: Patience = { onDoubt: () => undefined }

/** While the server is away it is waited for: what was said reaches it then, once however often it is said. */
const untilHeard = async <Done>(say: (patience: Patience) => Promise<Done>): Promise<Done> => {
  for (;;) {
    try {
      return await say(WAITING)
    } catch (error) {
      if (!isUnanswered(error)) throw error
      await untilWorthTrying()
    }
  }
}

const heldBy = (queue_id: string, { item, upcoming, left }: QueueClaim): Reading => ({
  queue_id,
  item: item ?? undefined,
  upcoming,
  left,
})

/** Takes the next reading, or that one; undefined where none is left or nobody said who they are. */
export const take = (
  client: QueryClient,
  queue_id: string,
  which: { item_id?: string; after?: string } = {},
): Promise<QueueClaim | undefined> =>
  inTurn(async () => {
    const claim = await claimItem(client, queue_id, which)
    if (claim) reading.set(heldBy(queue_id, claim))
    return claim
  })

/** The reading that the address names by now. */
let named: string | undefined

/**
 * An address names a reading: it is taken unless it is held. Why it cannot be is told beside it, as long as the address
 * names no other.
 */
export const takeNamed = async (
  client: QueryClient,
  queue_id: string,
  item_id: string,
): Promise<void> => {
  named = item_id
  const isHeld = () => {
    const { queue_id: of, item } = reading.get() ?? {}
    return of === queue_id && item?.id === item_id
  }
  if (isHeld()) return
  await inTurn(async () => {
    if (named !== item_id || isHeld()) return
    const none = { queue_id, upcoming: null, left: undefined }
    try {
      const claim = await claimItem(client, queue_id, { item_id })
      if (claim && named === item_id) reading.set(heldBy(queue_id, claim))
    } catch (refusal) {
      const item = isDone(refusal) ? await listedItem(client, queue_id, item_id) : undefined
      const own = item && (await readJudgement(item).catch(() => undefined))
      if (own) client.setQueryData(judgementQuery(item, own.person.id).queryKey, own)
      // What the reader judged can be judged otherwise.
      if (named === item_id)
        reading.set(own ? { ...none, item } : { ...none, item: undefined, refusal })
    }
  })
}

const isDone = (refusal: unknown): boolean =>
  refusal instanceof ApiFailure && refusal.code === 'item_judged'

const listedItem = async (
  client: QueryClient,
  queue_id: string,
  item_id: string,
): Promise<QueueItem | undefined> => {
  const { queryKey } = itemsQuery(queue_id)
  const lists = client.getQueriesData<InfiniteData<List<QueueItem>>>({ queryKey })
  const known = lists.flatMap(([, list]) => list?.pages.flatMap(({ data }) => data) ?? [])
  const listed = known.find(({ id }) => id === item_id)
  return listed ?? (await findItem(queue_id, item_id))
}

/** A sign that it is read still: a claim ends without one. */
export const keep = (client: QueryClient): void => {
  const now = reading.get()
  if (!now?.item || now.item.status !== 'open') return
  const { id } = now.item
  inTurn(async () => {
    if (reading.get()?.item?.id === id) await claimItem(client, now.queue_id, { item_id: id })
  }).catch(() => undefined)
}

/** The queue is read no more: what is held of it is anybody's. */
export const leave = (): void => {
  const item = reading.get()?.item
  reading.set(undefined)
  readingTime.pause()
  if (item?.status === 'open') void inTurn(() => releaseItem(item))
}

/** What a rubric asks for and is not answered. */
export const unanswered = (
  criteria: readonly Criterion[],
  { criteria: answers }: Pick<Judgement, 'criteria'>,
): Criterion[] =>
  criteria.filter(({ key, required }) => {
    const answer = answers[key]
    return required && (answer === undefined || answer === '')
  })

const draftIdOf = (place: ItemPlace) => judgementDraftId(place, reviewerId.get())

const savedOf = (client: QueryClient, place: ItemPlace): Judgement | undefined => {
  const { queryKey } = judgementQuery(place, reviewerId.get())
  const review = client.getQueryData<Review | null>(queryKey)
  return review ? judgementOf(review) : undefined
}

/** What would be saved of a reading now. */
export const judgementNow = (client: QueryClient, place: ItemPlace): Judgement =>
  judgementWith(savedOf(client, place), judgementDrafts.get(draftIdOf(place)))

/** Changes what is not saved yet of a reading. */
export const changeJudgement = (place: ItemPlace, change: JudgementDraft): void =>
  judgementDrafts.change(draftIdOf(place), (draft) => ({ ...draft, ...change }))

const nameOf = ({ thread, position }: QueueItem): string => {
  const title = thread?.metadata['title'] ?? thread?.summary?.title
  return title ? `“${title.slice(0, 60)}”` : `thread ${position}`
}

/** Saves what is said of a reading, and opens the next one at once. */
export const saveAndNext = (client: QueryClient, item: QueueItem, way: Way): void => {
  const place: ItemPlace = item
  const draftId = draftIdOf(place)
  const draft = judgementDrafts.get(draftId)
  const before = savedOf(client, place)
  const judgement = { ...judgementNow(client, place), seconds: readingTime.secondsOf(item.id) }
  const said = judgement.verdict ? verdictWord(judgement.verdict) : 'Saved'
  goOnAfter(client, item, way, {
    text: `${said}: ${nameOf(item)}`,
    work: async () => {
      await untilHeard((patience) => judge(client, place, judgement, patience))
      // What was changed meanwhile stays.
      judgementDrafts.change(draftId, (now) => (now === draft ? {} : now))
    },
    takeBack: async () => {
      await (before ? judge(client, place, before) : takeBack(client, place))
      // What was said stands there again, to be said otherwise.
      judgementDrafts.change(draftId, () => draft)
    },
  })
}

/** Leaves a reading to nobody, and opens the next one at once. */
export const skipAndNext = (client: QueryClient, item: QueueItem, way: Way): void =>
  goOnAfter(client, item, way, {
    text: `Skipped: ${nameOf(item)}`,
    work: () => untilHeard((patience) => skipItem(client, item, patience)),
    takeBack: () => reopenItem(client, item),
  })

/** What is done to a reading before the next one is read, and how it is taken back. */
interface Deed {
  text: string
  work: () => Promise<unknown>
  takeBack: () => Promise<unknown>
}

const goOnAfter = (client: QueryClient, item: QueueItem, way: Way, deed: Deed): void => {
  const now = reading.get()
  const next = now?.item?.id === item.id ? now.upcoming : null
  if (now && next) {
    reading.set({ ...now, item: next, upcoming: null, left: now.left && now.left - 1 })
    way.open(next)
  }
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  const step: Undoable = {
    text: deed.text,
    undo: async () => {
      await done
      await inTurn(deed.takeBack)
      // Somebody else may have been quicker: it is taken back all the same.
      const again = take(client, item.queue_id, { item_id: item.id })
      const claim = await again.catch(() => undefined)
      if (claim?.item) way.open(claim.item)
    },
  }
  tellDone(step, way.isBeside)
  void inTurn(async () => {
    try {
      await deed.work()
      resolve()
    } catch (error) {
      reject(error)
      notDone(step)
      tellLost(item, error)
      // Where it is somebody else's by now, the reader goes on.
      if (!isOthers(error)) return backTo(item, way)
    }
    // In the same turn: what is done next is done to what is held then.
    await goOn(client, item, next ?? undefined, way)
  })
  // Whoever undoes it is told.
  done.catch(() => undefined)
}

const tellLost = (item: QueueItem, error: unknown): void =>
  toldAct.set({ kind: 'failed', text: `It was not saved: ${nameOf(item)}`, error })

/** What was said stands there still. */
const backTo = (item: QueueItem, { open }: Way): void => {
  if (reading.get()?.item?.id !== item.id) open(item)
}

/** Whether a reading is not to be had: somebody else has it, or it is gone. */
const isOthers = (error: unknown): error is ApiFailure =>
  error instanceof ApiFailure && error.status === 409 && error.code !== 'queue_not_open'

/** Holds what is shown by now, or goes on to another where somebody else has that. */
const goOn = async (
  client: QueryClient,
  before: QueueItem,
  shown: QueueItem | undefined,
  { open }: Way,
): Promise<void> => {
  const { queue_id } = before
  const isStill = (id: string | undefined) => reading.get()?.item?.id === id
  try {
    if (shown && !isStill(shown.id)) return
    const which = shown ? { item_id: shown.id } : { after: before.id }
    const claim = await untilHeard(() => claimItem(client, queue_id, which))
    if (!claim || (shown && !isStill(shown.id))) return
    reading.set(heldBy(queue_id, claim))
    if (!shown) open(claim.item ?? undefined)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    if (!shown || !isOthers(error)) {
      reading.set({ queue_id, item: undefined, upcoming: null, left: undefined, refusal: error })
      return
    }
    const claim = await claimItem(client, queue_id, { after: shown.id }).catch(() => undefined)
    if (!claim || !isStill(shown.id)) return
    toldAct.set({ kind: 'done', text: 'Somebody else took that thread. This is the next one.' })
    reading.set(heldBy(queue_id, claim))
    open(claim.item ?? undefined)
  }
}
