import type { Message, TextPart } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import type { ModelMessage, ModelPart } from '../models/model.ts'
import { estimateMessage } from '../models/tokens.ts'
import { createImageReader } from './images.ts'
import { messagesFromNewest } from './pages.ts'
import type { EngineParts } from './parts.ts'

/** What may be sent of a thread, in tokens about. */
export interface Room {
  /** What the run may spend on it. */
  budget: number
  /** What the model's window has left for it; asked only where a thread is not short. */
  window: () => Promise<number>
}

/** Every model has room for so much: of a short thread no window is asked for. */
const SURELY_FITS = 2000
/** Where messages are counted, still no more tokens than this: no window holds as many. */
const MAX_TOKENS = 2_000_000
/** Where only the newest few messages are short enough to count, still not more than these. */
const MAX_MESSAGES = 2000
/** Where the middle is left out, the part of the room that the beginning of the thread may take. */
const BEGINNING = 1 / 8
const MAX_BEGINNING = 20

type Parts = Pick<EngineParts, 'store' | 'bytes'>
interface Chosen {
  id: string
  message: ModelMessage
  cost: number
}

/**
 * What a model is told of a thread from before the run, oldest first: with `auto` all that fits, else
 * its beginning and its end; with `last_messages` so many. The newest message always, or the budget
 * is too small.
 */
export const threadMessages = async (
  { store, bytes }: Parts,
  run: Run,
  room: Room,
): Promise<ModelMessage[] | 'too long'> => {
  const toImage = createImageReader(bytes)
  const choose = async (message: Message): Promise<Chosen | undefined> => {
    const made = await toModelMessage(message, toImage)
    return made && { id: message.id, message: made, cost: estimateMessage(made) }
  }
  const count = lastMessages(run)
  let limit = Math.min(room.budget, count === undefined ? SURELY_FITS : MAX_TOKENS)
  let isAsked = count !== undefined
  let isWhole = true
  const end: Chosen[] = []
  let total = 0
  let seen = 0
  for await (const message of messagesFromNewest(store, run.thread_id)) {
    if (message.run_id === run.id) continue
    isWhole = seen < (count ?? MAX_MESSAGES)
    if (!isWhole) break
    seen += 1
    const chosen = await choose(message)
    if (!chosen) continue
    total += chosen.cost
    if (total > limit && !isAsked) {
      limit = Math.min(room.budget, await room.window())
      isAsked = true
    }
    if (end.length === 0 && total > room.budget) return 'too long'
    isWhole = total <= limit || end.length === 0
    if (!isWhole) break
    end.push(chosen)
  }
  const oldestFirst = () => end.toReversed().map(({ message }) => message)
  if (isWhole || count !== undefined) return oldestFirst()

  const beginning = await beginningOf({ store }, run, { choose, end, room: limit * BEGINNING })
  let over = costOf(beginning) + costOf(end) - limit
  while (over > 0 && end.length > 1) over -= end.pop()?.cost ?? 0
  if (over > 0) return oldestFirst()
  return [...beginning.map(({ message }) => message), ...oldestFirst()]
}

const costOf = (chosen: readonly Chosen[]) => chosen.reduce((sum, { cost }) => sum + cost, 0)

/** How many messages were asked for, if that was. */
export const lastMessages = ({ truncation_strategy: strategy }: Run): number | undefined =>
  strategy?.type === 'last_messages' ? (strategy.last_messages ?? undefined) : undefined

interface Beginning {
  choose: (message: Message) => Promise<Chosen | undefined>
  end: readonly Chosen[]
  room: number
}

const beginningOf = async (
  { store }: Pick<Parts, 'store'>,
  run: Run,
  { choose, end, room }: Beginning,
): Promise<Chosen[]> => {
  const taken = new Set(end.map(({ id }) => id))
  const first = await store.listMessages(run.thread_id, { limit: MAX_BEGINNING, order: 'asc' })
  const beginning: Chosen[] = []
  for (const message of first.data) {
    if (taken.has(message.id) || message.run_id === run.id) break
    const chosen = await choose(message)
    if (!chosen) continue
    if (costOf(beginning) + chosen.cost > room) break
    beginning.push(chosen)
  }
  return beginning
}

type ToImage = ReturnType<typeof createImageReader>

const toModelMessage = async (
  message: Message,
  toImage: ToImage,
): Promise<ModelMessage | undefined> => {
  if (message.role === 'assistant') {
    const content = textOf(message, withoutCitations)
    return content === '' ? undefined : { role: 'assistant', content, tool_calls: [] }
  }
  const parts: ModelPart[] = []
  for (const part of message.content) {
    if (part.type === 'text') parts.push({ type: 'text', text: part.text.value })
    if (part.type === 'image_file' || part.type === 'image_url') parts.push(await toImage(part))
  }
  return parts.length === 0 ? undefined : { role: 'user', content: parts }
}

const MARKER = /【[^【】]*】/g

type TextOf = (text: TextPart['text']) => string

/** Earlier markers stand for nothing any more: a model that repeats them would cite another passage. */
const withoutCitations: TextOf = ({ value, annotations }) => {
  const left = new Map<string, number>()
  for (const annotation of annotations) {
    if (annotation.type === 'file_citation')
      left.set(annotation.text, (left.get(annotation.text) ?? 0) + 1)
  }
  if (left.size === 0) return value
  // In one pass, however many there are.
  return value.replaceAll(MARKER, (marker) => {
    const count = left.get(marker) ?? 0
    if (count > 0) left.set(marker, count - 1)
    return count > 0 ? '' : marker
  })
}

export const textOf = (message: Message, toText: TextOf = ({ value }) => value): string =>
  message.content
    .flatMap((part) => {
      if (part.type === 'text') return [toText(part.text)]
      return part.type === 'refusal' ? [part.refusal] : []
    })
    .join('\n')
