/** The host of an absolute http(s) address; null for anything else. */
export function hostOf(address: string): string | null {
  const url = URL.parse(address)
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url.host : null
}

/** A number to call. One with `*` or `#` in it may be an order to the phone. */
const PHONE = /^[+\d(][\d\s().,;=a-z-]*$/i

/** Where a link leads in a few words: the host, an address of mail, a number. Null if it may not be followed. */
export function destinationOf(address: string): string | null {
  const host = hostOf(address)
  if (host !== null) return host
  const url = URL.parse(address)
  const target = decodeSafely(url?.pathname ?? '')
  switch (url?.protocol) {
    case 'mailto:':
      return target
    case 'tel:':
    case 'sms:':
      // An empty hash is told by the address alone.
      return PHONE.test(target) && !address.includes('#') ? target : null
    default:
      return null
  }
}

/** The protocols of all links that may be followed. */
export const FOLLOWED = ['http', 'https', 'mailto', 'tel', 'sms']

const lettersOf = (text: string) =>
  decodeSafely(text)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Whether a link's words tell its address: they are it, or those of a heading it leads to, `[Setup](#setup)`. */
export const tellsAddress = (words: string, address: string): boolean =>
  [address, decodeSafely(address)].includes(words.trim()) ||
  (address.startsWith('#') && lettersOf(words) === lettersOf(address) && lettersOf(words) !== '')

/** The most that is shown of what was written and cannot be drawn: some write whole images as text. */
const SHOWN = 500

export const cutWritten = (written: string): string =>
  written.length > SHOWN ? `${written.slice(0, SHOWN)}…` : written

export interface LinkTarget {
  url: string
  title?: string | null | undefined
}

/** What is drawn behind a link that nobody can follow; not its address where the words are it. */
export const toldOf = (words: string, { url, title }: LinkTarget): string => {
  const told = [
    tellsAddress(words, url) ? '' : cutWritten(shownAddress(url)),
    title ? `“${title}”` : '',
  ]
  const shown = told.filter((each) => each !== '').join(' ')
  return shown === '' ? '' : `(${shown})`
}

/** What stands between texts that are not drawn: no words are found across it, and nobody types it. */
export const UNDRAWN_BETWEEN = '\n\u0002\n'

/** What a link holds that is not drawn, and is found at it: its address, where the words are not it, and what else is said. */
export const undrawnOf = (words: string, { url, title }: LinkTarget, label = ''): string => {
  const address = tellsAddress(words, url) || bare(url) === bare(words.trim()) ? '' : url
  return [address, title ?? '', label === words ? '' : label]
    .filter((each) => each !== '')
    .join(UNDRAWN_BETWEEN)
}

/** An address as it may be written in a text, and is a link by itself. */
const bare = (address: string): string => address.replace(/^(?:https?:\/\/|mailto:)/i, '')

/** What an image holds that is found at it. Its words are drawn only while it is not loaded. */
export const undrawnOfImage = (alt: string, { url, title }: LinkTarget, label = ''): string =>
  [alt, url, title ?? '', label === alt ? '' : label]
    .filter((each) => each !== '')
    .join(UNDRAWN_BETWEEN)

/** Control characters and those that turn the direction of others are shown encoded. */
export const shownAddress = (address: string): string =>
  address.replaceAll(/[\p{Cc}\p{Cf}]/gu, encodeURIComponent)

const decodeSafely = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
