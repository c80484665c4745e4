import type { ContentPart, Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import type { Thread, ThreadSummary } from '#contract/thread.ts'

import { cutLine, oneLine } from '../search/text/cut-line.ts'
import { plainMarkdown } from '../search/text/plain-markdown.ts'
import { withoutThoughts } from '../search/text/without-thoughts.ts'
import { MAX_ASSISTANTS } from './facets.ts'
import type { ReviewState } from './review-summary.ts'

/** Where a row stands in its list: by time, then by insertion. */
export interface Place {
  at: number
  seq: number
}
export const compare = (a: Place, b: Place): number => a.at - b.at || a.seq - b.seq

interface Title {
  text: string
  place: Place
  /** The message says more. */
  isCut?: true
}

interface Preview {
  text: string
  role: Message['role']
  place: Place
  /** As it was written: `storedSummary` makes one line of it, once for all messages that are written together. */
  raw?: true
}

/** Counts up when a summary says more than before: then those that are kept are made anew. */
export const SUMMARY_VERSION = 7

/** What is kept of a thread beside it, so that a list of threads reads no messages. What is usual is left out. */
export interface SummaryState {
  title: Title | null
  preview: Preview | null
  last_active_at: number
  message_count: number
  attachment_count: number
  image_count: number
  last_run: { id: string; status: Run['status']; place: Place } | null
  citation_count?: number
  /** Of its runs, up to `MAX_ASSISTANTS`. */
  assistants?: string[]
  /** A run of it failed. */
  has_failed?: true
  /** Of its reviews, which say it anew with each write of theirs. */
  review?: ReviewState
}

export const emptySummary = (createdAt: number): SummaryState => ({
  title: null,
  preview: null,
  last_active_at: createdAt,
  message_count: 0,
  attachment_count: 0,
  image_count: 0,
  last_run: null,
})

/**
 * Folds in a message that was made (`before` undefined), changed, or deleted (`after` undefined).
 * A title or preview whose message no longer has it becomes null: the caller looks for the next one.
 */
export const foldMessage = (
  state: SummaryState,
  place: Place,
  before: Message | undefined,
  after: Message | undefined,
): SummaryState => ({
  ...state,
  title: foldTitle(state.title, place, after),
  preview: foldPreview(state.preview, place, after),
  message_count: state.message_count + count(after, one) - count(before, one),
  attachment_count: state.attachment_count + count(after, files) - count(before, files),
  image_count: state.image_count + count(after, images) - count(before, images),
  ...withCitations(state, count(after, citations) - count(before, citations)),
})

const withCitations = ({ citation_count = 0 }: SummaryState, more: number) =>
  more === 0 ? undefined : { citation_count: citation_count + more }

/** Folds in a run that was made or changed. */
export const foldRun = (state: SummaryState, place: Place, run: Run): SummaryState => {
  const isOlder = state.last_run && compare(place, state.last_run.place) < 0
  const { assistant_id: assistant, id, status } = run
  const { assistants = [] } = state
  const isNew =
    assistant !== null && !assistants.includes(assistant) && assistants.length < MAX_ASSISTANTS
  return {
    ...state,
    ...(!isOlder && { last_run: { id, status, place } }),
    ...(isNew && { assistants: [...assistants, assistant] }),
    ...(status === 'failed' && { has_failed: true }),
  }
}

/** The start of a user's text, if the message can give the thread its title. */
export const titleOf = ({ role, content }: Message, place: Place): Title | undefined => {
  const typed = role === 'user' ? typedIn(content, TITLE_CHARACTERS) : undefined
  if (typed === undefined) return undefined
  const line = oneLine(typed)
  const text = cutLine(line, TITLE_CHARACTERS)
  return text === ''
    ? undefined
    : { text, place, ...(text.length < line.length && { isCut: true }) }
}

/** The start of a message's text as it was written; without text, the types of parts that are unknown. */
export const previewOf = ({ role, content }: Message, place: Place): Preview | undefined => {
  const text = role === 'user' ? typedIn(content, PREVIEW_CHARACTERS) : markdownOf(content)
  if (text !== undefined) return { text, role, place, raw: true }
  const types = unknownTypes(content)
  return types === '' ? undefined : { text: cutLine(types, PREVIEW_CHARACTERS), role, place }
}

const KNOWN_PARTS: ReadonlySet<string> = new Set(['text', 'image_file', 'image_url', 'refusal'])

/** What parts of types that we do not know call themselves: an import keeps them. */
const unknownTypes = (content: readonly ContentPart[]): string =>
  content
    .map((part) => (part.type === 'unknown' ? part.raw.type : part.type))
    .filter((type) => !KNOWN_PARTS.has(type))
    .join(', ')

/** A summary as it is kept. */
export const storedSummary = (state: SummaryState): SummaryState => {
  if (!state.preview?.raw) return state
  const { text, role, place } = state.preview
  // A user's words stand as typed, an answer's are Markdown.
  const isPart = text.length >= MARKDOWN_CHARACTERS
  const line = role === 'user' ? oneLine(text) : plainMarkdown(text, { isPart })
  return { ...state, preview: { text: cutLine(line, PREVIEW_CHARACTERS), role, place } }
}

export const toSummary = (
  state: SummaryState,
  metadata: Thread['metadata'],
  activity: number,
): ThreadSummary => ({
  title: metadata.title || (state.title?.text ?? null),
  ...(!metadata.title && state.title?.isCut && { title_cut: true }),
  preview: state.preview?.text ?? null,
  preview_role: state.preview?.role ?? null,
  last_active_at: state.last_active_at,
  activity,
  message_count: state.message_count,
  attachment_count: state.attachment_count,
  image_count: state.image_count,
  last_run: state.last_run && { id: state.last_run.id, status: state.last_run.status },
})

const TITLE_CHARACTERS = 120
const PREVIEW_CHARACTERS = 200

const foldTitle = (
  title: SummaryState['title'],
  place: Place,
  after: Message | undefined,
): SummaryState['title'] => {
  const order = title ? compare(place, title.place) : -1
  if (order > 0) return title
  const next = after && titleOf(after, place)
  if (next) return next
  return order === 0 ? null : title
}

const foldPreview = (
  preview: SummaryState['preview'],
  place: Place,
  after: Message | undefined,
): SummaryState['preview'] => {
  const order = preview ? compare(place, preview.place) : 1
  if (order < 0) return preview
  const next = after && previewOf(after, place)
  if (next) return next
  return order === 0 ? null : preview
}

const count = (message: Message | undefined, of: (message: Message) => number): number =>
  message ? of(message) : 0
const one = (): number => 1
const files = (message: Message): number => message.attachments?.length ?? 0
const images = (message: Message): number =>
  message.content.filter(({ type }) => type === 'image_file' || type === 'image_url').length

const citations = (message: Message): number =>
  message.content.reduce(
    (sum, part) =>
      sum + (part.type === 'text' ? part.text.annotations.filter(isCitation).length : 0),
    0,
  )
const isCitation = ({ type }: { type: string }): boolean => type === 'file_citation'

/** Enough of the text to cut so many characters from; undefined where it is blank. */
const typedIn = (content: readonly ContentPart[], characters: number): string | undefined => {
  // Far more than is kept, so that runs of blanks do not empty it, yet no walk through a long text.
  const enough = characters * 10
  let line = ''
  for (const part of content) {
    const text =
      part.type === 'text' ? part.text.value : part.type === 'refusal' ? part.refusal : ''
    line = `${line} ${text.trimStart().slice(0, enough)}`.trimStart()
    if (line.length >= enough) break
  }
  return line === '' ? undefined : line
}

/** More Markdown than its words take, for most. Parsing more would slow an import. */
const MARKDOWN_CHARACTERS = 300

/** The start of an answer as it was written, its lines kept; undefined where it is blank. */
const markdownOf = (content: readonly ContentPart[]): string | undefined => {
  let text = ''
  for (const part of content) {
    const value =
      part.type === 'text' ? part.text.value : part.type === 'refusal' ? part.refusal : ''
    const answer = text === '' ? withoutThoughts(value) : value
    text =
      `${text}\n\n${withoutMarkers(part, answer.trimStart().slice(0, MARKDOWN_CHARACTERS))}`.trimStart()
    if (text.length >= MARKDOWN_CHARACTERS) break
  }
  return text.trim() === '' ? undefined : text.slice(0, MARKDOWN_CHARACTERS)
}

const BRACKETED = /^【[^【】]*】$/

/** Markers of sources that their annotations tell of, of whatever form; others are known by it. */
const withoutMarkers = (part: ContentPart, text: string): string => {
  if (part.type !== 'text' || !text.includes('【')) return text
  const markers = part.text.annotations
    .slice(0, 100)
    .flatMap((annotation) =>
      annotation.type !== 'unknown' && BRACKETED.test(annotation.text) ? annotation.text : [],
    )
  return markers.reduce((rest, marker) => rest.replaceAll(marker, ''), text)
}
