/** Shorter ones are words, such as `ollama`, which servers use where any key will do. */
const LEAST = 12
/** Words that an endpoint repeats of what it was sent are left out where they are as long as this. */
const REPEATED = 24

/** A text without the secrets in it, in whatever encoding they stand there. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length >= LEAST)
    .flatMap(encodings)
    .toSorted((one, other) => other.length - one.length)
    .reduce((clean, each) => clean.replaceAll(each, '[key]'), text)

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
