import { UNSPACED_SCRIPTS } from '#contract/unspaced.ts'

/** An address that stands in a text as it is, and where a link of it leads. */
export interface Address {
  start: number
  end: number
  url: string
}

/**
 * Ends every address: a space, a quote, a bracket of HTML, and the punctuation of other scripts except
 * the few marks that stand within names (`レオナルド・ダ・ヴィンチ`, `Bose–Einstein`).
 */
const STOP =
  /[\s\p{Cc}\p{Co}\u200B\u2060<>"`]|(?![·・–‐’])\P{ASCII}(?<=\p{P})|[\uFF00-\uFFEF](?<=\p{S})/u

const PROTOCOL = /^(?:https?:\/\/|www\.)/i
const HOST = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*/u
/** A top-level domain with a word of the sentence behind it: `.com是`. */
const GLUED_HOST = new RegExp(
  String.raw`(?:\.[A-Za-z\d-]{2,}(?=\P{ASCII})|^[A-Za-z\d-]{2,}(?=[${UNSPACED_SCRIPTS}]))[^.]*$`,
  // Without `i`: with it the complement of ASCII has `k` and `s` in it (KELVIN SIGN, LONG S).
  'u',
)
const ASCII_END = /^\.?[a-z\d-]+/i
/**
 * A path with a word of the sentence behind it: `/docs查看`, `/a.html를`, `/a**说`. One letter may begin a
 * name (`/wiki/C语言`), and so may what is no letter (`/wiki/北京`, `?q=北京`).
 */
const GLUED_PATH = new RegExp(
  String.raw`^\p{ASCII}*?(?:[A-Za-z\d]{2}|[A-Za-z\d](?=\p{sc=Hira})|[.,;!?)\]*~]|__)(?=[${UNSPACED_SCRIPTS}\p{Extended_Pictographic}])`,
  'u',
)
const TRAIL = new Set("?!.,:;*_~'’·・–‐")
const ENTITY = /&[a-z\d]+;$/i
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

const countOf = (text: string, character: string) => text.split(character).length - 1

/** Takes away what belongs to the sentence around an address: its full stop, its closing bracket. */
function trimTrail(address: string): string {
  const surplus = new Map(
    Object.entries(OPENERS).map(([closer, opener]) => [
      closer,
      countOf(address, closer) - countOf(address, opener),
    ]),
  )
  let end = address.length
  for (;;) {
    const last = address[end - 1] ?? ''
    const extra = surplus.get(last)
    if (last === ';') {
      const tail = address.slice(Math.max(0, end - 32), end)
      end -= ENTITY.exec(tail)?.[0].length ?? 1
    } else if (TRAIL.has(last)) end -= 1
    else if (extra !== undefined && extra > 0) {
      surplus.set(last, extra - 1)
      end -= 1
    } else return address.slice(0, end)
  }
}

/** Whether an address may go on with this character. */
export const isInAddress = (character: string): boolean => !STOP.test(character)

/** Two asterisks right behind an address are marks of bold text; behind a slash they stand for any path. */
const BOLD = /(?<![/*])\*\*/
const beforeBold = (rest: string): string => rest.slice(0, BOLD.exec(rest)?.index ?? rest.length)

/**
 * How long the web address is that `text` begins with; 0 where it begins with none. Words and
 * punctuation of scripts without spaces, right behind an address, are no part of it.
 */
export function addressLength(text: string): number {
  const prefix = PROTOCOL.exec(text)?.[0] ?? ''
  if (prefix === '') return 0
  const body = text.slice(prefix.length)
  const host = HOST.exec(body)?.[0].replace(/[._-]+$/, '') ?? ''
  if (host === '' || (prefix.toLowerCase() === 'www.' && !host.includes('.'))) return 0
  const glued = GLUED_HOST.exec(host)
  if (glued) return prefix.length + glued.index + (ASCII_END.exec(glued[0])?.[0].length ?? 0)
  const after = body.slice(host.length)
  if (!'/?#:@'.includes(after[0] ?? ' ')) return prefix.length + host.length
  // Only now: of many that end with their host, none looks for the end of all.
  const rest = beforeBold(after.slice(0, STOP.exec(after)?.index ?? after.length))
  const path = GLUED_PATH.exec(rest)?.[0] ?? rest
  return trimTrail(prefix + host + path).length
}

const BEGINNING =
  /(?<![a-z])https?:\/\/|(?<![a-z\d_.-])www\.|(?<![\w.+-])(?:mailto:)?[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+/giu
const MAIL = /^mailto:/i

/** Where a mail address ends that may carry a subject. */
function mailEnd(text: string, start: number, found: string): number {
  const rest = text.slice(start + found.length)
  if (!MAIL.test(found) || !rest.startsWith('?')) return start + found.length
  const more = rest.slice(0, STOP.exec(rest)?.index ?? rest.length)
  return start + found.length + trimTrail(more).length
}

function addressAt(text: string, start: number, found: string): Address | undefined {
  if (found.includes('@')) {
    // A domain ends with a letter: `react@18.2.0` and `user@10.0.0.1` are no addresses of mail.
    if (!/[a-z]$/i.test(found)) return undefined
    const end = mailEnd(text, start, found)
    const address = text.slice(start, end)
    return { start, end, url: MAIL.test(address) ? address : `mailto:${address}` }
  }
  const length = addressLength(text.slice(start))
  if (length === 0) return undefined
  const address = text.slice(start, start + length)
  const url = /^www\./i.test(address) ? `http://${address}` : address
  return { start, end: start + length, url }
}

/** All web and mail addresses that stand in a text. */
export function addressesIn(text: string): Address[] {
  const found: Address[] = []
  const pattern = new RegExp(BEGINNING)
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const address = addressAt(text, match.index, match[0])
    if (address) found.push(address)
    pattern.lastIndex = address?.end ?? match.index + match[0].length
  }
  return found
}
