import { readerZone } from '../util/month.ts'

/** A query in the language of a search, as the server is asked it: its days are the reader's. */
export const askedQuery = (query: string) => ({ query, time_zone: readerZone() })
