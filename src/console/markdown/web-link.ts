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
