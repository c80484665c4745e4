import { charactersIn } from '#contract/characters.ts'
import { MAX_METADATA_KEY, MAX_METADATA_PAIRS, MAX_METADATA_VALUE } from '#contract/limits.ts'
import type { Metadata } from '#contract/primitives.ts'

import { numberText } from './number.ts'
import { valueIn } from './value-in.ts'

/** One pair being edited; keys may still be empty or doubled. */
export interface MetadataPair {
  key: string
  value: string
  /** Which row of a form it is, where rows come and go by themselves. */
  row?: string
}

export const METADATA_RULE = `Up to ${MAX_METADATA_PAIRS} pairs; keys of up to ${MAX_METADATA_KEY} and values of up to ${MAX_METADATA_VALUE} characters.`

export const pairsOf = (metadata: Metadata): MetadataPair[] =>
  Object.entries(metadata).map(([key, value]) => ({ key, value }))

export const metadataOf = (pairs: readonly MetadataPair[]): Metadata =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

/** Metadata with this title, less the blanks at its ends, or without one. */
export const withTitle = (metadata: Metadata, title: string): Metadata => {
  const { title: _, ...rest } = metadata
  const trimmed = title.trim()
  return trimmed ? { ...rest, title: trimmed } : rest
}

/** The metadata as it stands now with what was changed from `before` to `after`, and nothing else. */
export const withChanges = (now: Metadata, before: Metadata, after: Metadata): Metadata => {
  const kept = Object.entries(now).filter(
    ([key]) => Object.hasOwn(after, key) || !Object.hasOwn(before, key),
  )
  const changed = Object.entries(after).filter(([key, value]) => valueIn(before, key) !== value)
  return Object.fromEntries([...kept, ...changed])
}

/** A key that was changed both here and by somebody else; undefined where it was taken out. */
export interface MetadataConflict {
  key: string
  theirs: string | undefined
  mine: string | undefined
}

/** What was changed from `before` to `after` here, and otherwise to `now` elsewhere. */
export const metadataConflicts = (
  now: Metadata,
  before: Metadata,
  after: Metadata,
): MetadataConflict[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now), ...Object.keys(after)])]
    .map((key) => ({ key, theirs: valueIn(now, key), mine: valueIn(after, key) }))
    .filter(({ key, theirs, mine }) => {
      const was = valueIn(before, key)
      return theirs !== was && mine !== was && theirs !== mine
    })

/** Pairs being edited, and what they are compared with to tell what was changed here. */
export interface Edited {
  pairs: readonly MetadataPair[]
  base: Metadata
}

/**
 * Brings what others stored into pairs that are being edited. What was changed here stays, and so does
 * what it is compared with where both changed the same key.
 */
export const followMetadata = ({ pairs, base }: Edited, now: Metadata): Edited => {
  const mine = metadataOf(pairs)
  const isMine = (key: string) => valueIn(mine, key) !== valueIn(base, key)
  const kept = pairs.flatMap((pair): MetadataPair[] => {
    const { key, value } = pair
    if (isMine(key) || !Object.hasOwn(base, key)) return [pair]
    const theirs = valueIn(now, key)
    if (theirs === undefined) return []
    return theirs === value ? [pair] : [{ ...pair, value: theirs }]
  })
  const added = Object.entries(now).filter(
    ([key]) => !Object.hasOwn(base, key) && !Object.hasOwn(mine, key),
  )
  const conflicts = new Set(metadataConflicts(now, base, mine).map(({ key }) => key))
  const next = [...new Set([...Object.keys(base), ...Object.keys(now)])].flatMap((key) => {
    const value = valueIn(conflicts.has(key) ? base : now, key)
    return value === undefined ? [] : [[key, value]]
  })
  return { pairs: [...kept, ...pairsOf(Object.fromEntries(added))], base: Object.fromEntries(next) }
}

/** The pairs in which something is written, without what a form knows of them. `base` is stored. */
export const writtenPairs = (
  pairs: readonly MetadataPair[],
  base: Metadata = {},
): MetadataPair[] => {
  const nameless = Object.hasOwn(base, '') ? pairs.findIndex(({ key }) => key === '') : -1
  return pairs
    .filter(({ key, value }, place) => key !== '' || value !== '' || place === nameless)
    .map(({ key, value }) => ({ key, value }))
}

/** What is wrong with each pair, by its place; undefined where nothing is. `base` is stored. */
export const metadataProblems = (
  pairs: readonly MetadataPair[],
  base: Metadata = {},
): (string | undefined)[] =>
  pairs.map((pair, place) => pairProblem(pair, base) ?? placeProblem(pairs, place))

const pairProblem = ({ key, value }: MetadataPair, base: Metadata): string | undefined => {
  // The API takes an empty key, so others may have stored one.
  if (key === '' && !Object.hasOwn(base, '')) return 'Name this key.'
  if (charactersIn(key) > MAX_METADATA_KEY)
    return tooLong('key', charactersIn(key), MAX_METADATA_KEY)
  if (charactersIn(value) > MAX_METADATA_VALUE)
    return tooLong('value', charactersIn(value), MAX_METADATA_VALUE)
  return undefined
}

/** What is wrong with a title: it is a value of metadata, beside the other pairs of that. */
export const titleProblem = (title: string, metadata: Metadata): string | undefined => {
  if (charactersIn(title) > MAX_METADATA_VALUE)
    return tooLong('title', charactersIn(title), MAX_METADATA_VALUE)
  return Object.keys(withTitle(metadata, title)).length > MAX_METADATA_PAIRS
    ? `A title is a pair of metadata, and ${MAX_METADATA_PAIRS} others are there. Remove one of them first.`
    : undefined
}

const tooLong = (what: string, length: number, most: number) =>
  `The ${what} has ${numberText(length)} of at most ${most} characters.`

const placeProblem = (pairs: readonly MetadataPair[], place: number): string | undefined => {
  const first = pairs.findIndex(({ key }) => key === pairs[place]?.key)
  if (first < place) return 'This key occurs twice.'
  return place >= MAX_METADATA_PAIRS ? `At most ${MAX_METADATA_PAIRS} pairs are kept.` : undefined
}

export const isMetadataValid = (pairs: readonly MetadataPair[], base?: Metadata): boolean =>
  metadataProblems(pairs, base).every((problem) => problem === undefined)
