/** A line that begins or ends fenced code: what stands before the fence, the fence, and the words behind it. */
const FENCE = /^((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]){0,20})(`{3,}|~{3,})(.*)$/
/** What begins an item of a list may begin code, and ends none. */
const LISTED = /[^ \t>]/
const HAS_FENCE = /`{3}|~{3}/
const FENCES = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]){0,20}(?:`{3,}|~{3,}).*/gm
const QUOTE = /^(?:[ \t]{0,3}>)+ ?/gm
/** A code within a line goes no further. */
const LONGEST = 2000
/** Stands where code was, around its number; should a text use it itself, it is lost. */
export const PLACE = '\u0001'

interface FenceLine {
  before: string
  fence: string
  info: string
}

const fenceIn = (line: string): FenceLine | undefined => {
  if (!HAS_FENCE.test(line)) return undefined
  const [, before = '', fence, behind = ''] = FENCE.exec(line.trimEnd()) ?? []
  const isFence = fence !== undefined && !(fence.startsWith('`') && behind.includes('`'))
  return isFence ? { before, fence, info: behind.trim() } : undefined
}

/** What a line makes of the fence that is open before it. */
export const fenceAfter = (open: string | undefined, line: string): string | undefined => {
  const found = fenceIn(line)
  if (open === undefined) return found?.fence
  const isEnd = found?.fence.startsWith(open) && found.info === '' && !LISTED.test(found.before)
  return isEnd ? undefined : open
}

/** The fence of the code that a place of a text is in. */
export const openFence = (text: string, at: number): string | undefined => {
  let open: string | undefined
  for (const [line] of text.slice(0, at).matchAll(FENCES)) open = fenceAfter(open, line)
  return open
}

type Place = (code: string, info: string | undefined) => string

const withoutFences = (markdown: string, place: Place): string => {
  let text = ''
  let done = 0
  let code = 0
  let opening: FenceLine | undefined
  const take = (end: number) => {
    if (!opening) return
    const written = markdown.slice(code, end)
    const isQuoted = opening.before.includes('>')
    text += opening.before + place(isQuoted ? written.replaceAll(QUOTE, '') : written, opening.info)
  }
  for (const { 0: line, index } of markdown.matchAll(FENCES)) {
    const end = index + line.length
    if (opening) {
      if (fenceAfter(opening.fence, line) !== undefined) continue
      take(index)
      opening = undefined
      done = end
    } else {
      opening = fenceIn(line)
      if (!opening) continue
      text += markdown.slice(done, index)
      code = end + 1
    }
  }
  take(markdown.length)
  return opening ? text : text + markdown.slice(done)
}

/** Most code within lines has one backtick at its ends, and none in it. */
const TICKED = /`([^`\n]+(?:\n(?![ \t]*\n)[^`\n]+)*)`/g

const withoutTicks = (markdown: string, place: Place): string => {
  if (!markdown.includes('``'))
    return markdown.replaceAll(TICKED, (_, code: string) => place(code, undefined))
  const all = [...markdown.matchAll(/`+/g)]
  const nextOf = new Map<number, number>()
  const closes = all
    .toReversed()
    .map(({ 0: ticks, index }) => {
      const close = nextOf.get(ticks.length)
      nextOf.set(ticks.length, index)
      return close
    })
    .toReversed()
  let text = ''
  let done = 0
  for (const [at, { 0: ticks, index }] of all.entries()) {
    const close = closes[at]
    const start = index + ticks.length
    if (close === undefined || index < done || close - start > LONGEST) continue
    const code = markdown.slice(start, close)
    if (/\n[ \t]*\n/.test(code)) continue
    text += markdown.slice(done, index) + place(code, undefined)
    done = close + ticks.length
  }
  return text + markdown.slice(done)
}

/**
 * A text of Markdown that is read without its code, which no mark and no formula is in. What `change` keeps is
 * not read either.
 * @param draw what code is read as; `info` is what stands behind its fence
 */
export const besideCode = (
  markdown: string,
  change: (text: string, keep: (kept: string) => string) => string,
  draw: (code: string, info: string | undefined) => string,
): string => {
  const kept: string[] = []
  const keep = (text: string) => `${PLACE}${kept.push(text) - 1}${PLACE}`
  const place = (code: string, info: string | undefined) => keep(draw(code, info))
  const putBack = (text: string): string => {
    let whole = ''
    let done = 0
    for (let at = text.indexOf(PLACE); at >= 0;) {
      const end = text.indexOf(PLACE, at + 1)
      const found = end > at + 1 ? kept[Number(text.slice(at + 1, end))] : undefined
      // One that stands alone has lost the other.
      whole += text.slice(done, at) + (found === undefined ? '' : putBack(found))
      done = found === undefined ? at + 1 : end + 1
      at = text.indexOf(PLACE, done)
    }
    return done === 0 ? text : whole + text.slice(done)
  }
  const plain = markdown.includes(PLACE) ? markdown.replaceAll(PLACE, '') : markdown
  const beside = HAS_FENCE.test(plain) ? withoutFences(plain, place) : plain
  const text = change(beside.includes('`') ? withoutTicks(beside, place) : beside, keep)
  return kept.length === 0 ? text : putBack(text)
}
