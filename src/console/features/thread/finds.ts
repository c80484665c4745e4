import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import { fold } from './fold.ts'
import { readPlacesIn } from './read-places.ts'
import type { Reading } from './readings.ts'
import { LEVELS, type Level, type Wanted } from './wanted.ts'

/** One place that was found: the row of a message or a run, and which of its places it is. */
export interface Find {
  rowId: string
  /** Where it stands in what came out of a call of the run, which the inspector shows. */
  callId?: string | undefined
  /** Which of the files of the message it is, for the name of one. */
  file?: number
  /** It stands in what is not drawn, such as the address of a link, or across marks that are drawn. */
  isUndrawn?: boolean
  /** Which of the places it is that are alike in this. */
  nth: number
  /** All that is written stands there as it is. */
  isExact: boolean
}

/** As many places as are told apart in one row. */
const MOST = 1000

/** Whether there may be more places than are told apart. */
export const isCapped = (finds: readonly Find[]): boolean =>
  finds.some(({ nth }) => nth === MOST - 1)

const ofText = (
  { rowId, callId, text, from = 0 }: Reading,
  wanted: Wanted,
  level: Level,
): Find[] => {
  const read = text()
  const { spans, acrossMarks, isExact } = readPlacesIn(read, wanted, level, MOST)
  const counted = from === 0 ? spans : spans.filter(({ start }) => start >= from)
  const { drawnTo = Infinity } = read
  const drawn = counted.filter(({ start }) => start < drawnTo).length
  return [...counted, ...acrossMarks].map((_, at) =>
    at < drawn
      ? { rowId, callId, nth: at, isExact }
      : { rowId, callId, isUndrawn: true, nth: at - drawn, isExact },
  )
}

/** A search takes the name of each file for a text of its own. */
const ofFiles = ({ rowId, files }: Reading, wanted: Wanted, level: Level): Find[] =>
  files?.().flatMap((name, file) => {
    const { spans, isExact } = readPlacesIn(name, wanted, level, MOST)
    return spans.map((_, nth) => ({ rowId, file, nth, isExact }))
  }) ?? []

/**
 * Where what is wanted stands, in the order of the rows. Texts that are less like it count where there is
 * none that is more; that is only known once everything was read.
 */
export const findsIn = (
  readings: readonly Reading[],
  wanted: Wanted,
  isRead = true,
): { finds: Find[]; level: Level } => {
  // The bar opens without words: nothing is read for them.
  if (wanted.exact !== '') {
    for (const level of isRead ? LEVELS : LEVELS.slice(0, 1)) {
      const finds = readings.flatMap((reading) => [
        ...ofText(reading, wanted, level),
        ...ofFiles(reading, wanted, level),
      ])
      if (finds.length > 0) return { finds, level }
    }
  }
  return { finds: [], level: 'all' }
}

/**
 * The messages read so far, with what is loaded in their place or after them, for it is newer, and without
 * those that are gone.
 */
export const withLoaded = (
  read: readonly Message[],
  loaded: readonly Message[],
  gone: ReadonlySet<string> = new Set(),
): readonly Message[] => {
  if (read.length === 0) return loaded
  const newer = new Map(loaded.map((message) => [message.id, message]))
  const known = new Set(read.map(({ id }) => id))
  const merged = read
    .filter(({ id }) => !gone.has(id))
    .map((message) => newer.get(message.id) ?? message)
  return [...merged, ...loaded.filter(({ id }) => !known.has(id))]
}

/** The runs read so far, newest first, with what is loaded in their place or before them: it is newer. */
export const withLoadedRuns = (read: readonly Run[], loaded: readonly Run[]): readonly Run[] => {
  const newer = new Map(loaded.map((run) => [run.id, run]))
  const known = new Set(read.map(({ id }) => id))
  return [
    ...loaded.filter(({ id }) => !known.has(id)),
    ...read.map((run) => newer.get(run.id) ?? run),
  ]
}

const isSamePlace = (one: Find, other: Find): boolean =>
  one.rowId === other.rowId &&
  one.callId === other.callId &&
  one.file === other.file &&
  one.isUndrawn === other.isUndrawn &&
  one.nth === other.nth

/**
 * Where a place that stood at `before` is among those that are found now; where it is gone, what follows it
 * has taken its number, and is not that place.
 */
export const placeAmong = (
  finds: readonly Find[],
  wished: Find,
  before: number,
): { at: number; isThere: boolean } => {
  const at = finds.findIndex((find) => isSamePlace(find, wished))
  return at >= 0
    ? { at, isThere: true }
    : { at: Math.min(before, finds.length - 1), isThere: false }
}

/** The place before or after; none is passed over where the one that was looked at is gone. */
export const stepFrom = (
  { at, isThere }: { at: number; isThere: boolean },
  by: 1 | -1,
  count: number,
): number => (isThere || by < 0 ? (at + by + count) % count : at)

/**
 * The first find from a row on, else the last before it: where all stands as it is written, if it does
 * somewhere and the reader was not led to that row.
 */
export const findFrom = (
  finds: readonly Find[],
  readings: readonly Reading[],
  rowId: string | undefined,
  isLed: boolean,
): Find | undefined => {
  const order = new Map(readings.map((reading, at) => [reading.rowId, at]))
  const from = order.get(rowId ?? '') ?? 0
  const exact = isLed ? [] : finds.filter(({ isExact }) => isExact)
  const among = exact.length > 0 ? exact : finds
  return among.find((find) => (order.get(find.rowId) ?? 0) >= from) ?? among.at(-1)
}

/** What a search shows in place of what it leaves out. */
const CUT = /^…|…$/g

/** The first find in the file of a message that a search led to, by what the search showed of its name. */
export const findInFile = (
  finds: readonly Find[],
  readings: readonly Reading[],
  { messageId, file: shown }: { messageId: string; file?: string | undefined },
): Find | undefined => {
  if (shown === undefined) return undefined
  const names = readings.find(({ rowId }) => rowId === messageId)?.files?.() ?? []
  const wanted = fold(shown.replaceAll(CUT, '')).text.trim()
  const inFiles = finds.filter(({ rowId, file }) => rowId === messageId && file !== undefined)
  return inFiles.find(({ file = -1 }) => names[file]?.text.includes(wanted)) ?? inFiles[0]
}
