import { type Cut, heldPieces } from './held-pieces.ts'
import type { ModelEvent } from './provider.ts'

/** Shorter ones are words, such as `ollama`, which servers use where any key will do. */
const LEAST = 12
/** Words that an endpoint repeats of what it was sent are left out where they are as long as this. */
const REPEATED = 24

const MASK = '[key]'

/** Each of the secrets in each of its encodings, the longest first. */
const allForms = (secrets: readonly string[]): string[] =>
  secrets
    .filter((secret) => secret.length >= LEAST)
    .flatMap(encodings)
    .toSorted((one, other) => other.length - one.length)

/** A text without the secrets in it, in whatever encoding they stand there. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  allForms(secrets).reduce((clean, each) => clean.replaceAll(each, MASK), text)

/** Masks secrets in a text that comes in pieces: what may be the beginning of one waits for what follows. */
const masking = (secrets: readonly string[]): ((text: string) => Cut) => {
  const forms = allForms(secrets)
  return (text) => {
    const clean = forms.reduce((rest, form) => rest.replaceAll(form, MASK), text)
    const told = clean.length - Math.max(0, ...forms.map((form) => begunBy(form, clean)))
    return { told: clean.slice(0, told), held: clean.slice(told) }
  }
}

/** A model's events without the secrets in what it says, however many pieces they come in. */
export const eventsMasked = (
  events: AsyncIterable<ModelEvent>,
  secrets: readonly string[],
): AsyncIterable<ModelEvent> =>
  allForms(secrets).length === 0 ? events : heldPieces(events, masking(secrets), (held) => held)

/** Bytes without the secrets in them, as they come; all else passes byte for byte. */
export const secretsMasked = (
  secrets: readonly string[],
): TransformStream<Uint8Array, Uint8Array> => {
  const mask = masking(secrets)
  let held = ''
  return new TransformStream({
    transform(bytes, controller) {
      // Latin-1 has a character for every byte, so that nothing is read into them.
      const cut = mask(held + Buffer.from(bytes).toString('latin1'))
      held = cut.held
      if (cut.told !== '') controller.enqueue(Buffer.from(cut.told, 'latin1'))
    },
    flush(controller) {
      if (held !== '') controller.enqueue(Buffer.from(held, 'latin1'))
    },
  })
}

/** How much at the end of a text may be the beginning of the form. */
const begunBy = (form: string, text: string): number => {
  let length = Math.min(form.length - 1, text.length)
  while (length > 0 && !text.endsWith(form.slice(0, length))) length -= 1
  return length
}

const encodings = (secret: string): string[] => {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const json = JSON.stringify(secret).slice(1, -1)
  const url = encodeURIComponent(secret)
  const form = new URLSearchParams({ '': secret }).toString().slice(1)
  const all = [secret, json, url, url.toLowerCase(), form, hex, hex.toUpperCase(), ...base64(bytes)]
  return [...new Set(all)]
}

/** Base64 of a text looks different at each of three places; its ends mix with what is beside it. */
const base64 = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap((at) => {
    const text = Buffer.concat([Buffer.alloc(at), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const begin = at === 0 ? 0 : at + 1
    const end = (at + bytes.length) % 3 === 0 ? text.length : text.length - 1
    const sure = text.slice(begin, end)
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })

/** A text without what it repeats of `sent`. */
export const withoutRepeated = (text: string, sent: readonly string[]): string => {
  let clean = ''
  let at = 0
  while (at < text.length) {
    const length = repeatedAt(text, at, sent)
    clean += length > 0 ? '[text]' : text.charAt(at)
    at += Math.max(1, length)
  }
  return clean
}

const repeatedAt = (text: string, at: number, sent: readonly string[]): number => {
  let longest = 0
  for (const each of sent) {
    const least = Math.min(REPEATED, each.length)
    if (least < 4 || at + least > text.length) continue
    if (!each.includes(text.slice(at, at + least))) continue
    let length = least
    while (at + length < text.length && each.includes(text.slice(at, at + length + 1))) length += 1
    longest = Math.max(longest, length)
  }
  return longest
}
