import { withoutTicks } from '#console/markdown/dollars.ts'
import {
  type LinkTarget,
  UNDRAWN_BETWEEN,
  destinationOf,
  hostOf,
  toldOf,
  undrawnOf,
  undrawnOfImage,
} from '#console/markdown/web-link.ts'
import { writtenFormulas } from '#console/markdown/written-formulas.ts'
import { PLACE as CODE, besideCode } from '#contract/code-in-markdown.ts'
import { type Apart, emphasisIn, withoutStretches } from '#contract/emphasis.ts'

/** What a text of Markdown reads like where it is drawn. */
export interface ReadMarkdown {
  /** What is drawn as letters, on one line. */
  drawn: string
  /** What else a search finds: addresses, titles, words of images, labels. */
  undrawn: string[]
  /** The formulas that are drawn, in their order. */
  formulas: ReadFormula[]
}

/** A formula is found as it is drawn, `H2O`, and as it is written, `H_2O`. */
export interface ReadFormula {
  drawn: string
  written: string
}

interface Drawing {
  /** How a formula reads where it is drawn; null where it is shown as its source. Asked in their order. */
  draw: (tex: string) => string | null
  /** Whether an address is that of a file which is drawn in its place. */
  isFile: (address: string) => boolean
}

/** A formula is shown without the names of its signs. */
export const formulaWords = (tex: string): string => tex.replaceAll(/\\(?:[a-zA-Z]+|.)|[{}]/g, '')

const DRAWS_ALL: Drawing = { draw: formulaWords, isFile: () => false }

/** Stands where a formula was, around its number, until all are in their order. */
const PLACE = '\u0003'
const CODE_PLACE = new RegExp(String.raw`${CODE}(\d{1,9})${CODE}`, 'g')
const FORMULA_PLACE = new RegExp(String.raw`${PLACE}(\d{1,9})${PLACE}`, 'g')

const withFormulas = (text: string, draw: (tex: string) => string): string => {
  let read = ''
  let done = 0
  for (const { start, end, tex } of writtenFormulas(text, CODE)) {
    read += text.slice(done, start) + draw(tex)
    done = end
  }
  return read + text.slice(done)
}

/** Where a link leads; it goes no further than the next link. */
const ADDRESS = String.raw`<([^<>\n]{0,2000})>|((?:[^()\s[]|\([^()\s[]{0,200}\)|\[(?![^[\]]*\]\())*)`
const TITLE = String.raw`(?:[ \t]{1,9}(?:"([^"\n]{0,500})"|'([^'\n]{0,500})'))?`
/** What stands between brackets, which may have some in them that are no link. */
const WORDS = String.raw`[^[\]]*(?:\[[^[\]]*\](?!\()[^[\]]*)*`
/** A link, an image, a reference to what is defined elsewhere, or a footnote. */
const LINK = new RegExp(
  String.raw`(!?)\[(${WORDS})\](?:\((?:${ADDRESS})${TITLE}[ \t]{0,9}\)|\[([^[\]]*)\])?`,
  'g',
)
/** What an image leaves of the link around it. */
const LINK_END = /\]\([^()\s]*\)/g
const DEFINITION =
  /^ {0,3}\[([^[\]\n]{1,999})\]:[ \t]*(?:<([^<>\n]*)>|(\S+))(?:[ \t]+(?:"([^"\n]*)"|'([^'\n]*)'|\(([^()\n]*)\)))?[ \t]*$/gm
const MAY_DEFINE = /^[ >]{0,9}\[[^[\]\n]{1,999}\]:/m
const LABEL = /\[([^[\]\n]{1,999})\](?!:)/g
const NOTE = /^([ >]{0,9})\[\^([^[\]\n]{1,999})\]:[ \t]?/gm

/** A line across the page. */
const RULE = /^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/gm

/** More than one blank, or one that is not a space: most are left as they are. A mark of byte order is not seen. */
const BLANKS = /[^\S\ufeff]{2,}|[^\S \ufeff]/g

const labelOf = (written: string): string => written.trim().replaceAll(/\s+/g, ' ').toLowerCase()

/** What a text defines for its links and footnotes, and the text without it. What nothing refers to stands as it is. */
const withoutDefinitions = (text: string) => {
  const links = new Map<string, LinkTarget>()
  const notes = new Set<string>()
  if (!text.includes(']:') || !MAY_DEFINE.test(text)) return { text, links, notes }
  const used = new Set([...text.matchAll(LABEL)].map(([, label = '']) => labelOf(label)))
  const left = text
    .replaceAll(NOTE, (written: string, before: string, name: string) => {
      if (!used.has(labelOf(`^${name}`)) || notes.has(labelOf(name))) return written
      notes.add(labelOf(name))
      return before
    })
    .replaceAll(DEFINITION, (written: string, name: string, ...parts: (string | undefined)[]) => {
      if (name.startsWith('^') || !used.has(labelOf(name)) || links.has(labelOf(name)))
        return written
      const [inBrackets, plain, ...titles] = parts.slice(0, 5)
      const title = titles.find((each) => each !== undefined)
      links.set(labelOf(name), { url: inBrackets ?? plain ?? '', title })
      return ''
    })
  return { text: left, links, notes }
}

/**
 * A text without the marks of its emphasis.
 * @param isDefined whether a label leads anywhere
 */
const withoutEmphasis = (text: string, isDefined: (label: string) => boolean): string => {
  const apart: Apart[] = []
  const links = text.includes(']') ? text.matchAll(LINK) : []
  for (const { 0: whole, 1: mark, 2: words = '', 3: a, 4: b, 7: reference, index } of links) {
    const end = index + whole.length
    const hasOwn = a !== undefined || b !== undefined || (reference ?? '') !== ''
    if (!hasOwn && !isDefined(labelOf(words))) continue
    const from = index + (mark === '' ? 1 : 2)
    // What is a label by itself is compared as it is written.
    const isLink = mark === '' && hasOwn
    apart.push({ start: index, end, words: isLink ? [from, from + words.length] : undefined })
  }
  if (apart.length > 0 && text.includes(')]('))
    for (const { 0: whole, index } of text.matchAll(LINK_END))
      apart.push({ start: index, end: index + whole.length })
  apart.sort((one, other) => one.start - other.start)
  return withoutStretches(text, emphasisIn(text, apart))
}

/**
 * What a text reads like, to find words in. Nothing is parsed, for a whole thread is searched: what is unsure
 * stays as it is. No pattern may read on to the end of the text from each of many places.
 */
export const readMarkdown = (markdown: string, drawing: Drawing = DRAWS_ALL): ReadMarkdown => {
  const undrawn: string[] = []
  const leave = (words: string) => {
    if (words !== '') undrawn.push(...words.split(UNDRAWN_BETWEEN))
  }
  const sources: string[] = []
  const codes: string[] = []
  const formula = (tex: string) => {
    // TeX quotes as code does.
    const whole = tex.replaceAll(CODE_PLACE, (_, nth: string) => `\`${codes[Number(nth)] ?? ''}\``)
    return `${PLACE}${sources.push(withoutTicks(whole)) - 1}${PLACE}`
  }

  const withoutLinks = (written: string, keep: (kept: string) => string): string => {
    const { text: marked, links, notes } = withoutDefinitions(written)
    const text = withoutEmphasis(
      marked,
      (label) => links.has(label) || (label.startsWith('^') && notes.has(label.slice(1))),
    )
    const link = (whole: string, mark: string, words: string, ...parts: (string | undefined)[]) => {
      const [inBrackets, plain, double, single, reference] = parts.slice(0, 5)
      const label = labelOf(reference === undefined || reference === '' ? words : reference)
      const address = inBrackets ?? plain
      const target =
        address === undefined ? links.get(label) : { url: address, title: double ?? single }
      if (!target) {
        if (!words.startsWith('^') || !notes.has(label.slice(1))) return whole
        leave(words.slice(1))
        return ''
      }
      const named = reference ?? ''
      if (drawing.isFile(target.url)) {
        leave(target.url)
        return mark === '' ? words : keep(words || 'image')
      }
      if (mark !== '') {
        if (hostOf(target.url) === null) return keep(whole)
        leave(undrawnOfImage(words, target, named))
        return keep('')
      }
      if (words.trim() === '') return keep(destinationOf(target.url) === null ? whole : target.url)
      if (destinationOf(target.url) === null)
        return `${words} ${keep(toldOf(words, target))}`.trimEnd()
      leave(undrawnOf(words, target, named))
      return words
    }
    const once = text.includes(']') ? text.replaceAll(LINK, link) : text
    // An image may be a link.
    return once !== text && once.includes('](') ? once.replaceAll(LINK, link) : once
  }

  const read = besideCode(
    markdown,
    (text, keep) =>
      withoutLinks(
        withFormulas(text, (tex) => keep(formula(tex))),
        keep,
      )
        .replaceAll(/<((?:https?:|mailto:)[^<>\s]+|[^<>\s@]{1,64}@[^<>\s@]+)>/g, '$1')
        .replaceAll(RULE, '')
        .replaceAll(/^[ \t]*(?:#{1,6}|>+|[-*+]|\d+[.)])[ \t]+/gm, '')
        .replaceAll(/\|[\s|:-]*/g, ' '),
    (code, info) => {
      codes.push(code)
      if (info === 'math') return formula(code)
      return info === undefined || info === '' ? code : `${info} ${code}`
    },
  )
  const formulas: ReadFormula[] = []
  const drawn = read.replaceAll(FORMULA_PLACE, (whole, nth: string) => {
    const tex = sources[Number(nth)]
    if (tex === undefined) return whole
    const letters = drawing.draw(tex)
    if (letters === null) return tex.trim()
    formulas.push({ drawn: letters, written: tex.trim() })
    return letters
  })
  return { drawn: drawn.replaceAll(BLANKS, ' ').trim(), undrawn, formulas }
}

/** The words of a text without the marks of Markdown, on one line. */
export const withoutMarks = (markdown: string): string => readMarkdown(markdown).drawn
