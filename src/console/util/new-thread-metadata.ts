import type { MetadataPair } from './metadata.ts'
import { newStore } from './store.ts'
import { readStored, store } from './stored.ts'

const KEY = 'clew.new-thread'

const isPair = (value: unknown): value is MetadataPair =>
  typeof value === 'object' &&
  value !== null &&
  'key' in value &&
  typeof value.key === 'string' &&
  'value' in value &&
  typeof value.value === 'string'

const kept = (): MetadataPair[] => {
  try {
    const value: unknown = JSON.parse(readStored(KEY) ?? '[]')
    return Array.isArray(value) ? value.filter(isPair) : []
  } catch {
    return []
  }
}

/** What is written of a thread before its first message makes it; it outlives a reload. */
export const newThreadMetadata = newStore<readonly MetadataPair[]>(kept())

export const keepNewThreadMetadata = (pairs: readonly MetadataPair[]): void => {
  newThreadMetadata.set(pairs)
  store(KEY, JSON.stringify(pairs))
}

/** The pairs with another title, or without one. */
export const titled = (pairs: readonly MetadataPair[], title: string): MetadataPair[] => [
  ...(title === '' ? [] : [{ key: 'title', value: title }]),
  ...pairs.filter(({ key }) => key !== 'title'),
]
