import type { QueryClient } from '@tanstack/react-query'

import { ApiFailure, isUnanswered } from '#console/api/failure.ts'
import { untilWorthTrying } from '#console/api/insistently.ts'
import {
  type ItemPlace,
  type Judgement,
  claimItem,
  judge,
  judgementOf,
  judgementQuery,
  releaseItem,
  reopenItem,
  skipItem,
  takeBack,
} from '#console/api/queue-reading.ts'
import { toldAct } from '#console/api/review-acts.ts'
import { reviewerId } from '#console/api/reviewer.ts'
import type { Patience } from '#console/util/patience.ts'
import { newStore } from '#console/util/store.ts'
import { verdictWord } from '#console/util/verdict-word.ts'
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

/** Opens a reading; without one the page that tells why there is none. */
export type Open = (item: QueueItem | undefined) => void

/** Something that was done to a reading, to be taken back. */
interface Step {
  place: ItemPlace
  /** What was said before; null of nothing. */
  before: Judgement | null
  draft: JudgementDraft
  kind: 'judged' | 'skipped'
  done: Promise<boolean>
}
let steps: readonly Step[] = []
const MOST_STEPS = 50

/** What is asked of a queue is asked one after the other. */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = <Done>(work: () => Promise<Done>): Promise<Done> => {
  const next = turn.then(work, work)
  turn = next.catch(() => undefined)
  return next
}

const WAITING: Patience = { onDoubt: () => undefined }

/** While the server is away it is waited for: what was said reaches it then, once however often it is said. */
const untilHeard = async (say: (patience: Patience) => Promise<unknown>): Promise<void> => {
  for (;;) {
    try {
      await say(WAITING)
      return
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

/** The same of the reading that an address names: why it cannot be taken is told beside it. */
export const takeNamed = async (
  client: QueryClient,
  queue_id: string,
  item_id: string,
): Promise<void> => {
  try {
    await take(client, queue_id, { item_id })
  } catch (refusal) {
    reading.set({ queue_id, item: undefined, upcoming: null, left: undefined, refusal })
  }
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

const push = (step: Step): void => {
  steps = [...steps, step].slice(-MOST_STEPS)
}
const drop = (step: Step): void => {
  steps = steps.filter((each) => each !== step)
}

/** Whether something of this queue can be taken back. */
export const canTakeBack = (): boolean => steps.length > 0

const nameOf = ({ thread, position }: QueueItem): string => {
  const title = thread?.metadata['title'] ?? thread?.summary?.title
  return title ? `“${title.slice(0, 60)}”` : `thread ${position}`
}

/** Saves what is said of a reading, and opens the next one at once. */
export const saveAndNext = (client: QueryClient, item: QueueItem, open: Open): void => {
  const place: ItemPlace = item
  const draft = judgementDrafts.get(draftIdOf(place))
  const judgement = {
    ...judgementNow(client, place),
    seconds: readingTime.secondsOf(item.id),
  }
  const draftId = draftIdOf(place)
  const work = () => untilHeard((patience) => judge(client, place, judgement, patience))
  const step = begin(client, item, { draft, kind: 'judged' }, work, open)
  void step.done.then((isDone) => {
    if (!isDone) return
    // What was changed meanwhile stays.
    judgementDrafts.change(draftId, (now) => (now === draft ? {} : now))
  })
  const said = judgement.verdict ? verdictWord(judgement.verdict) : 'Saved'
  toldAct.set({
    kind: 'done',
    text: `${said}: ${nameOf(item)}`,
    undo: { text: said, undo: () => undoStep(client, step, open) },
  })
}

/** Leaves a reading to nobody, and opens the next one at once. */
export const skipAndNext = (client: QueryClient, item: QueueItem, open: Open): void => {
  const draft = judgementDrafts.get(draftIdOf(item))
  const work = () => untilHeard((patience) => skipItem(client, item, patience))
  const step = begin(client, item, { draft, kind: 'skipped' }, work, open)
  toldAct.set({
    kind: 'done',
    text: `Skipped: ${nameOf(item)}`,
    undo: { text: 'Skipped', undo: () => undoStep(client, step, open) },
  })
}

const begin = (
  client: QueryClient,
  item: QueueItem,
  what: Pick<Step, 'draft' | 'kind'>,
  work: () => Promise<unknown>,
  open: Open,
): Step => {
  const { promise: done, resolve } = Promise.withResolvers<boolean>()
  const step: Step = { place: item, before: savedOf(client, item) ?? null, ...what, done }
  push(step)
  const now = reading.get()
  const next = now?.item?.id === item.id ? now.upcoming : null
  if (now && next) {
    reading.set({ ...now, item: next, upcoming: null, left: now.left && now.left - 1 })
    open(next)
  }
  void inTurn(async () => {
    try {
      await work()
      resolve(true)
    } catch (error) {
      drop(step)
      resolve(false)
      tellLost(item, error, open)
      return
    }
    await goOn(client, item, next ?? undefined, open)
  })
  return step
}

/** What was said is not lost: it stands in the draft. */
const tellLost = (item: QueueItem, error: unknown, open: Open): void => {
  toldAct.set({
    kind: 'failed',
    text: `It was not saved: ${nameOf(item)}. It is typed still.`,
    error,
  })
  if (reading.get()?.item?.id !== item.id) open(item)
}

/** Holds what is shown by now, or goes on to another where somebody else has that. */
const goOn = async (
  client: QueryClient,
  before: QueueItem,
  shown: QueueItem | undefined,
  open: Open,
): Promise<void> => {
  const { queue_id } = before
  const isStill = (id: string | undefined) => reading.get()?.item?.id === id
  try {
    if (shown && !isStill(shown.id)) return
    const claim = shown
      ? await claimItem(client, queue_id, { item_id: shown.id })
      : await claimItem(client, queue_id, { after: before.id })
    if (!claim || (shown && !isStill(shown.id))) return
    reading.set(heldBy(queue_id, claim))
    if (!shown) open(claim.item ?? undefined)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    const isTaken = shown !== undefined && error.status === 409 && error.code !== 'queue_not_open'
    if (!isTaken) {
      reading.set({ queue_id, item: shown, upcoming: null, left: undefined, refusal: error })
      return
    }
    const claim = await claimItem(client, queue_id, { after: shown.id }).catch(() => undefined)
    if (!claim || !isStill(shown.id)) return
    toldAct.set({ kind: 'done', text: 'Somebody else took that thread. This is the next one.' })
    reading.set(heldBy(queue_id, claim))
    open(claim.item ?? undefined)
  }
}

/** Takes back what was done last; false where nothing was. */
export const undoLast = async (client: QueryClient, open: Open): Promise<boolean> => {
  const step = steps.at(-1)
  if (!step) return false
  await undoStep(client, step, open)
  return true
}

const undoStep = async (client: QueryClient, step: Step, open: Open): Promise<void> => {
  if (!steps.includes(step)) return
  drop(step)
  const { place, before, draft, kind } = step
  if (!(await step.done)) return
  try {
    await inTurn(async () => {
      if (kind === 'skipped') await reopenItem(client, place)
      else if (before === null) await takeBack(client, place)
      else await judge(client, place, before)
    })
    // What was said stands there again, to be said otherwise.
    if (kind === 'judged') judgementDrafts.change(draftIdOf(place), () => draft)
    const claim = await take(client, place.queue_id, { item_id: place.id }).catch(() => undefined)
    if (claim?.item) open(claim.item)
  } catch (error) {
    push(step)
    throw error
  }
}
