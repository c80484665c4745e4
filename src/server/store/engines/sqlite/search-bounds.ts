import { MOST_COUNTED, MOST_RANKED } from '#server/store/search.ts'

/** How far a search looks. */
export interface SearchBounds {
  /** How many matches or threads are counted: of more it is only known that there are more. */
  counted: number
  /** How many of the newest matches are compared where the most relevant come first. */
  ranked: number
  /** How many threads may stand in the expression: each costs the index a look-up. */
  named: number
  /** How many threads that pass are looked up before the matches: of more, each match is asked by itself. */
  threads: number
  /** How many looks into facets the matches of one search may take. */
  looks: number
  /** Up to so many threads of matching texts are put in order; of more, the list is walked. */
  sorted: number
  /** Up to so many matches are looked up for their threads. */
  texts: number
  /** How many threads are counted where each has to be looked up in the index of texts. */
  lookedInto: number
  /** How many values are counted to find those that most threads have. */
  compared: number
}

export const BOUNDS: SearchBounds = {
  counted: MOST_COUNTED,
  ranked: MOST_RANKED,
  named: 100,
  threads: 20_000,
  looks: 150_000,
  sorted: 3000,
  texts: 150_000,
  lookedInto: 1000,
  compared: 2000,
}
