import { Ingestion, type IngestionParts } from './ingestion.ts'
import { type SearchQuery, type SearchResult, search } from './search.ts'

/** Reading and searching the files of vector stores. */
export interface VectorStores {
  /** Takes up what a server that was killed left unread. */
  start(): void
  /** Breaks off what is being read; the next start reads it again. */
  stop(): Promise<void>
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchResult[]>
}

export const createVectorStores = (parts: IngestionParts): VectorStores => {
  const ingestion = new Ingestion(parts)
  return {
    start: () => ingestion.start(),
    stop: () => ingestion.stop(),
    search: (query, signal) => search(parts, query, signal),
  }
}
