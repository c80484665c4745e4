import * as z from 'zod/mini'

import type { Metadata } from '#contract/primitives.ts'

import { newDrafts } from './drafts.ts'
import { metadataOf, type MetadataPair, withTitle } from './metadata.ts'

const Kept = z.array(z.object({ key: z.string(), value: z.string() }))

const NOTHING: readonly MetadataPair[] = []

const drafts = newDrafts<readonly MetadataPair[]>({
  prefix: 'clew.new-thread',
  empty: () => NOTHING,
  isEmpty: (pairs) => pairs.length === 0,
  parse: (kept) => z.parse(Kept, kept),
})
/** There is one new thread: nothing follows the prefix. */
const ONLY = ''

/** What is written of a thread before its first message makes it; it outlives a reload. */
export const newThreadMetadata = {
  get: () => drafts.get(ONLY),
  use: () => drafts.use(ONLY),
}

export const keepNewThreadMetadata = (pairs: readonly MetadataPair[]): void =>
  drafts.change(ONLY, () => pairs, 'now')

/** The metadata with which it is made. */
export const metadataToSend = (): Metadata => {
  const metadata = metadataOf(newThreadMetadata.get())
  return withTitle(metadata, metadata['title'] ?? '')
}

/** The pairs with another title, or without one. */
export const titled = (pairs: readonly MetadataPair[], title: string): MetadataPair[] => [
  ...(title === '' ? [] : [{ key: 'title', value: title }]),
  ...pairs.filter(({ key }) => key !== 'title'),
]
