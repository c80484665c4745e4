import { isExactNumber } from '#contract/exact-json.ts'
import type { JsonObject } from '#contract/json-object.ts'

import { Said, TEXTS, numberOf } from './said-parts.ts'
import { MASK, type SecretScan, secretScan } from './secret-forms.ts'

/** What a value that tells a held end repeats: around the delta, and within it. */
const REPEATED = new Set([
  'id',
  'object',
  'type',
  'created',
  'model',
  'item_id',
  'index',
  'output_index',
  'content_index',
  'summary_index',
])
const REPEATED_IN_DELTA = new Set(['index', 'type'])

/** How many ends of texts are remembered at a time: no answer has so many. */
const MAX_ENDS = 64
const MAX_PATH = 300

/** A value, and what its stream calls it. */
export interface Labelled {
  value: unknown
  label: string
}

/** An end of a text that is held, and where it belongs. */
interface End {
  held: string
  /** What of its beginning was told with the object itself. */
  told: string
  place: Place
}

interface Place {
  path: string
  /** The choice, or the object, whose delta it is: its end is the end of its texts. */
  owner: string
  /** The nearest field's name. */
  name: string
  /** Whether clients join what stands here with what stood here before. */
  isDelta: boolean
  /** Whether nothing follows. */
  isLast: boolean
  /** Whether it stands in an object that deltas go on with. */
  isBegun: boolean
  label: string
  /** All that is said with it, by the same owner. */
  said: Said
  /** A value as the one looked at, which says nothing but what it is given. */
  around: (inner: unknown) => unknown
}

/**
 * Masks secrets in values that follow each other, such as the chunks of a completion, also where each
 * holds but a letter: an end of a text that may be the beginning of a secret is told with what follows in
 * its place, and before all that comes elsewhere.
 */
export class ChunkMask {
  readonly #scan: SecretScan
  /** By path: what is held, and where it belongs. */
  readonly #ends = new Map<string, End>()
  /** Ends of texts that were told, by the path of what goes on with them. */
  readonly #begun = new Map<string, string>()
  /** The same of what is told at once. */
  readonly #tails = new Map<string, string>()
  #due: Labelled[] = []

  constructor(secrets: readonly string[]) {
    this.#scan = secretScan(secrets)
  }

  /** What to tell in place of the value; the last is the very same where nothing of it is masked or held. */
  take(value: unknown, label = ''): Labelled[] {
    const owner = ownerOf(value)
    const path = partOf(value)
    const { delta, choices } = Object(value) as JsonObject // read as unknown
    const said = new Said(delta, `${path}/delta`, 'delta')
    const place = { ...TOP, path, owner, said, isBegun: isBegun(value), label }
    if (isDelta(value)) this.#tellOthers(place)
    else if (choices === undefined && !isEmpty(value)) this.#tellEnds()
    const masked = this.#masked(value, place)
    return [...this.#taken(), { value: masked, label }]
  }

  /** A value that nothing follows. */
  whole(value: unknown): unknown {
    return this.#masked(value, { ...TOP, isLast: true })
  }

  /** What is held when nothing follows any more. */
  rest(): Labelled[] {
    this.#tellEnds()
    return this.#taken()
  }

  #taken(): Labelled[] {
    const due = this.#due
    this.#due = []
    return due
  }

  #masked(value: unknown, place: Place): unknown {
    if (typeof value === 'string') return this.#text(value, place)
    if (Array.isArray(value)) return this.#list(value, place)
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return value
    return this.#object(value, place)
  }

  #list(list: unknown[], place: Place): unknown[] {
    if (list.every((item) => typeof item === 'number')) return list
    const isOfChoices = place.name === 'choices'
    const masked = list.map((item, at) => {
      const own = inList(item, at, place)
      if (isOfChoices) this.#tellOthers(own)
      const told = this.#masked(item, own)
      if (isOfChoices && own.isLast) this.#tellEnds(own.owner)
      return told
    })
    return masked.every((item, at) => item === list[at]) ? list : masked
  }

  #object(object: object, place: Place): object {
    const entries: [string, unknown][] = Object.entries(object)
    const repeated = place.isDelta && place.name !== 'choices' ? REPEATED_IN_DELTA : REPEATED
    const base = entries.filter(([name, value]) => repeated.has(name) && typeof value !== 'object')
    const masked = entries.map(([name, value]): [string, unknown] => {
      const key = this.#scan(name, true).told
      const inner = {
        ...place,
        name,
        path: `${place.path}/${name}`,
        isDelta: place.isDelta || name === 'delta',
        around: (given: unknown) => place.around(Object.fromEntries([...base, [key, given]])),
      }
      return [key, this.#masked(value, inner)]
    })
    const isSame = masked.every(([name, value], at) => {
      const [ownName, own] = entries[at] ?? []
      return name === ownName && value === own
    })
    if (isSame) return object
    const told: JsonObject = Object.fromEntries(masked)
    // The bytes of a token say it once more.
    const isTold = 'bytes' in told && told['token'] !== Object.fromEntries(entries)['token']
    return isTold ? { ...told, bytes: null } : told
  }

  #text(text: string, place: Place): string {
    const { isDelta: isJoined, name, owner, said } = place
    const path = `${owner} ${place.path}`
    if (place.isBegun && TEXTS.has(name)) this.#begin(text, place)
    if (!isJoined || path.length > MAX_PATH) return this.#scan(text, true).told
    if (!TEXTS.has(name)) return this.#word(text, path)
    const begun = this.#begun.get(path) ?? ''
    const before = this.#ends.get(path) ?? { held: begun, told: begun }
    this.#ends.delete(path)
    this.#begun.delete(path)
    const isLast = place.isLast || said.hasPartAfter(place.path)
    const joined = before.held + text
    const { told, held } = this.#scan(joined, isLast)
    if (held !== '') {
      const [oldest] = this.#ends.keys()
      if (oldest !== undefined && this.#ends.size >= MAX_ENDS) this.#tellEnd(oldest)
      this.#ends.set(path, { held, told: told === '' ? before.told : '', place })
    }
    if (isLast) this.#goOnWith(joined, path)
    return without(told, before.told)
  }

  /** An object begins with a text, which was told with it: its end may be the beginning of what deltas complete. */
  #begin(text: string, { owner, path }: Place): void {
    this.#goOnWith(text, `${owner} /delta${path}`)
  }

  /** An end of a text is told: it may be the beginning of what comes in its place later. */
  #goOnWith(text: string, path: string): void {
    const { held } = this.#scan(text, false)
    if (held !== '') put(this.#begun, path, held)
  }

  /** Told at once, but for what completes a secret, or its long beginning. */
  #word(word: string, path: string): string {
    const joined = (this.#tails.get(path) ?? '') + word
    this.#tails.delete(path)
    const { held } = this.#scan(joined, false)
    if (held !== '') put(this.#tails, path, held)
    const alone = this.#scan(word, true)
    return !alone.isMasked && this.#scan(joined, true).isMasked ? MASK : alone.told
  }

  /** What is said elsewhere comes after the ends that are held. */
  #tellOthers({ owner, said }: Place): void {
    for (const [path, { place }] of this.#ends) {
      if (place.owner === owner && said.isElsewhere(place.path)) this.#tellEnd(path)
    }
  }

  #tellEnds(owner?: string): void {
    for (const [path, { place }] of this.#ends) {
      if (owner === undefined || place.owner === owner) this.#tellEnd(path)
    }
  }

  #tellEnd(path: string): void {
    const end = this.#ends.get(path)
    if (!end) return
    const { held, told, place } = end
    this.#ends.delete(path)
    put(this.#begun, path, held)
    this.#due.push({
      value: place.around(without(this.#scan(held, true).told, told)),
      label: place.label,
    })
  }
}

const TOP: Place = {
  path: '',
  owner: '',
  name: '',
  isDelta: false,
  isLast: false,
  isBegun: false,
  label: '',
  said: new Said(),
  around: (inner) => inner,
}

/** The place of an item of a list: by its own number where it has one. */
const inList = (item: unknown, at: number, place: Place): Place => {
  const around = (inner: unknown) => place.around([inner])
  // Tokens follow each other, from one list to the next.
  if (place.path.includes('/logprobs')) return { ...place, around }
  const { finish_reason: reason } = Object(item) as JsonObject // read as unknown
  const path = `${place.path}/${numberOf(item, at)}`
  if (place.name !== 'choices') return { ...place, path, around }
  const isLast = place.isLast || (typeof reason === 'string' && reason !== '')
  const said = new Said(item, path, place.name)
  return { ...place, path, owner: path, said, isDelta: true, isLast, around }
}

/** What an event is of; the chunks of a completion are of their choices. */
const ownerOf = (value: unknown): string => {
  const { id, item_id: item, choices } = Object(value) as JsonObject // read as unknown
  const owner = item ?? id
  return choices === undefined && typeof owner === 'string' ? owner : ''
}

/** Which part of its object an event is of that says so beside its delta. */
const partOf = (value: unknown): string => {
  const { type, index, output_index, content_index, summary_index } = Object(value) as JsonObject
  return isDelta(value)
    ? [type, index, output_index, content_index, summary_index]
        .filter((each) => typeof each === 'string' || typeof each === 'number')
        .join(' ')
    : ''
}

/** Whether an event says no more than that it is one, such as a ping. */
const isEmpty = (value: unknown): boolean =>
  Object.keys(Object(value)).every((name) => name === 'type')

/** Whether deltas may go on with what an object holds. */
const isBegun = (value: unknown): boolean =>
  (Object(value) as JsonObject)['status'] === 'in_progress' && !isDelta(value) // read as unknown

/** A text without what was told of its beginning before. */
const without = (text: string, told: string): string =>
  text.startsWith(told) ? text.slice(told.length) : text

const isDelta = (value: unknown): boolean => 'delta' in (Object(value) as JsonObject)

/** Puts in what may push out the oldest. */
const put = <Value>(map: Map<string, Value>, key: string, value: Value): void => {
  const [oldest] = map.keys()
  if (oldest !== undefined && map.size >= MAX_ENDS) map.delete(oldest)
  map.set(key, value)
}
