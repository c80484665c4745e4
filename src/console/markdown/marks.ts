import type { Annotation } from '#contract/message.ts'

import { type KnownAnnotation, type Located, locate } from './locate.ts'

/** Something the text points at; annotations of the same source share a number. */
export interface Source {
  number: number
  annotation: KnownAnnotation
}

/** One place in the text that stands for sources. */
export interface Mark {
  sources: readonly Source[]
  /** What stood there. It is put back where a mark cannot be shown. */
  text: string
  /** The text stands for itself and is shown; the mark follows it. */
  keepsText: boolean
}

/** The text with marks in place of annotations: private characters that markdown lets through. */
export interface MarkedText {
  text: string
  marks: readonly Mark[]
  /** Sources whose place in the text is not known. */
  leftOver: readonly Source[]
  /** Matches a mark in `text`; `indexOfMark` reads which one. */
  pattern: RegExp | null
  /** How many annotations are neither placed nor listed. */
  unshown: number
}

/** How many annotations of one text are looked at: each is a button with a card. */
const SHOWN = 500

const PRIVATE_FIRST = 0xe000
const PRIVATE_COUNT = 0x100
const INDEX_FIRST = 0xe100
const MAX_MARKS = 0xf8ff - INDEX_FIRST

/** Markers that mean nothing to a reader: `【4:0†source】`, or the number of a list that is shown with others. */
const MARKER = /^(?:【[^【】]*】|\[\d{1,3}\])$/
export const isMarker = (text: string): boolean => MARKER.test(text)
const SPACE_OR_PUNCTUATION = /[\s\p{P}\p{S}]/u

const keyOf = (annotation: KnownAnnotation) =>
  annotation.type === 'file_citation'
    ? `file ${annotation.file_citation.file_id} ${annotation.text}`
    : annotation.type === 'file_path'
      ? `path ${annotation.file_path.file_id}`
      : `url ${annotation.url_citation.url}`

function numberSources() {
  const known = new Map<string, Source>()
  return (annotation: KnownAnnotation): Source => {
    const key = keyOf(annotation)
    const source = known.get(key) ?? { number: known.size + 1, annotation }
    known.set(key, source)
    return source
  }
}

/** Markers as the hosted service writes them, annotated or not. */
const WRITTEN_MARKER = /【\d+:\d+†[^【】]*】/g

/** Stands where a marker was; should a text use it itself, it is lost. */
const PLACE = '\uE000'

/** A text as one would copy it: without the markers that mean nothing outside of the console. */
export function withoutMarkers(text: string, annotations: readonly Annotation[]): string {
  let kept = ''
  let done = 0
  for (const { start, end } of locate(text, annotations).located) {
    if (start < done || !isMarker(text.slice(start, end))) continue
    kept += text.slice(done, start) + PLACE
    done = end
  }
  return (kept + text.slice(done))
    .replaceAll(WRITTEN_MARKER, PLACE)
    .replaceAll(/(?<![ \t])[ \t]*\uE000+(?=[\s.,;:!?)]|$)|\uE000+/g, '')
}

/** A private character that the text does not use. */
function freeCharacter(text: string): string | undefined {
  for (let offset = 0; offset < PRIVATE_COUNT; offset += 1) {
    const character = String.fromCharCode(PRIVATE_FIRST + offset)
    if (!text.includes(character)) return character
  }
  return undefined
}

/** Annotations on the very same stretch become one mark. */
function groupPlaces(located: readonly Located[]): Located[][] {
  const groups: Located[][] = []
  for (const place of located) {
    const last = groups.at(-1)
    if (last?.[0]?.start === place.start) last.push(place)
    else groups.push([place])
  }
  return groups
}

/** After emphasis marks the text may not be split: `bold**` and the mark change places. */
function insertionPoint(text: string, end: number): number {
  let at = end
  while (text[at] === '*' || text[at] === '_') at += 1
  return at
}

/**
 * Whether a mark at this place has to look like punctuation to the parser, so that emphasis beside
 * it opens and closes as it would without the mark.
 */
const standsAsPunctuation = (replaced: string, following: string | undefined) =>
  replaced === ''
    ? following === undefined || SPACE_OR_PUNCTUATION.test(following)
    : isMarker(replaced)

/** Replaces annotated markers by marks; text that can be read stays, and its mark follows it. */
export function markText(text: string, annotations: readonly Annotation[]): MarkedText {
  const unshown = Math.max(0, annotations.length - SHOWN)
  if (annotations.length === 0) return { text, marks: [], leftOver: [], pattern: null, unshown }
  const { located, leftOver } = locate(text, annotations.slice(0, SHOWN))
  const sourceOf = numberSources()
  const character = freeCharacter(text)
  const groups = groupPlaces(located)
  if (character === undefined || groups.length > MAX_MARKS) {
    const all = [...located.map(({ annotation }) => annotation), ...leftOver]
    return { text, marks: [], leftOver: all.map(sourceOf), pattern: null, unshown }
  }
  const marks: Mark[] = []
  let marked = ''
  let done = 0
  for (const [index, group] of groups.entries()) {
    const [{ start, end } = { start: 0, end: 0 }] = group
    const original = text.slice(start, end)
    const isPath = group.some(({ annotation }) => annotation.type === 'file_path')
    const keepsText = !isPath && !isMarker(original)
    const from = Math.max(done, keepsText ? insertionPoint(text, end) : start)
    const to = keepsText ? from : Math.max(from, end)
    const core = character + String.fromCharCode(INDEX_FIRST + index) + character
    const asPunctuation = standsAsPunctuation(keepsText ? '' : original, text[to])
    marked += text.slice(done, from) + (asPunctuation ? `【${core}${character}】` : core)
    done = to
    marks.push({
      sources: group.map(({ annotation }) => sourceOf(annotation)),
      text: original,
      keepsText,
    })
  }
  return {
    text: marked + text.slice(done),
    marks,
    leftOver: leftOver.map(sourceOf),
    unshown,
    pattern: new RegExp(`【${character}.${character}{2}】|${character}.${character}`, 'gs'),
  }
}

/** Which mark a match of `pattern` is. */
export const indexOfMark = (match: string): number =>
  match.charCodeAt(match.startsWith('【') ? 2 : 1) - INDEX_FIRST

const withoutPlaces = (
  text: string,
  { pattern, marks }: MarkedText,
  isLeftOut: (mark: Mark) => boolean,
): string =>
  pattern === null
    ? text
    : text.replaceAll(pattern, (match) => {
        const mark = marks[indexOfMark(match)]
        return mark && !isLeftOut(mark) ? mark.text : ''
      })

/** A text as it was before marks were put in. */
export const unmarkText = (text: string, marked: MarkedText): string =>
  withoutPlaces(text, marked, ({ keepsText }) => keepsText)

/** A text without the markers that a mark is drawn for; those without an annotation are drawn as letters. */
export const lettersOf = (text: string, marked: MarkedText): string =>
  withoutPlaces(text, marked, ({ keepsText, text: written }) => keepsText || isMarker(written))
