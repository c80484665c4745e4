import {
  type LinkTarget,
  UNDRAWN_BETWEEN,
  destinationOf,
  hostOf,
  toldOf,
  undrawnOf,
  undrawnOfImage,
} from '#console/markdown/web-link.ts'
import { besideCode } from '#contract/code-in-markdown.ts'

/** What a text of Markdown reads like where it is drawn. */
export interface ReadMarkdown {
  /** What is drawn as letters, on one line. */
  drawn: string
  /** What else a search finds: addresses, titles, words of images, labels. */
  undrawn: string[]
}

interface Drawing {
  /** Whether a formula is drawn, and not shown as its source. */
  isDrawn: (tex: string) => boolean
  /** Whether an address is that of a file which is drawn in its place. */
  isFile: (address: string) => boolean
}

const DRAWS_ALL: Drawing = { isDrawn: () => true, isFile: () => false }

const FORMULAS = [
  /\$\$([^$]+)\$\$/g,
  /\$(?=\S)(?=[^$\n\\=^_]*[\\=^_])([^$\n]+)(?<=\S)\$(?!\d)/g,
  /\\\(([^\n]{1,300}?)\\\)/g,
  /\\\[([^[\]]{1,300}?)\\\]/g,
]

const withFormulas = (text: string, draw: (tex: string) => string): string =>
  text.includes('$') || text.includes('\\')
    ? FORMULAS.reduce(
        (line, pattern) => line.replaceAll(pattern, (_, tex: string) => draw(tex)),
        text,
      )
    : text

/** Where a link leads; it goes no further than the next link. */
const ADDRESS = String.raw`<([^<>\n]{0,2000})>|((?:[^()\s[]|\([^()\s[]{0,200}\)|\[(?![^[\]]*\]\())*)`
const TITLE = String.raw`(?:[ \t]{1,9}(?:"([^"\n]{0,500})"|'([^'\n]{0,500})'))?`
/** A link, an image, a reference to what is defined elsewhere, or a footnote. */
const LINK = new RegExp(
  String.raw`(!?)\[([^[\]]*)\](?:\((?:${ADDRESS})${TITLE}[ \t]{0,9}\)|\[([^[\]]*)\])?`,
  'g',
)
const DEFINITION =
  /^ {0,3}\[([^[\]\n]{1,999})\]:[ \t]*(?:<([^<>\n]*)>|(\S+))(?:[ \t]+(?:"([^"\n]*)"|'([^'\n]*)'|\(([^()\n]*)\)))?[ \t]*$/gm
const MAY_DEFINE = /^[ >]{0,9}\[[^[\]\n]{1,999}\]:/m
const LABEL = /\[([^[\]\n]{1,999})\](?!:)/g
const NOTE = /^([ >]{0,9})\[\^([^[\]\n]{1,999})\]:[ \t]?/gm

/** More than one blank, or one that is not a space: most are left as they are. */
const BLANKS = /\s{2,}|[^\S ]/g

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
 * What a text reads like, to find words in. Nothing is parsed, for a whole thread is searched: what is unsure
 * stays as it is. No pattern may read on to the end of the text from each of many places.
 */
export const readMarkdown = (markdown: string, drawing: Drawing = DRAWS_ALL): ReadMarkdown => {
  const undrawn: string[] = []
  const leave = (words: string) => {
    if (words !== '') undrawn.push(...words.split(UNDRAWN_BETWEEN))
  }
  const formula = (tex: string) => (drawing.isDrawn(tex) ? formulaWords(tex) : tex.trim())

  const withoutLinks = (written: string, keep: (kept: string) => string): string => {
    const { text, links, notes } = withoutDefinitions(written)
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
        .replaceAll(/^[ \t]*(?:#{1,6}|>+|[-*+]|\d+[.)])[ \t]+/gm, '')
        .replaceAll(/(\*\*|__|~~)(?=\S)([^*_~]+)(?<=\S)\1/g, '$2')
        .replaceAll(/(^|[\s(])[*_](?=\S)([^*_\n]+)(?<=\S)[*_](?=$|[\s).,;:!?])/g, '$1$2')
        .replaceAll(/\|[\s|:-]*/g, ' '),
    (code, info) => {
      if (info === 'math') return formula(code)
      return info === undefined || info === '' ? code : `${info} ${code}`
    },
  )
  return { drawn: read.replaceAll(BLANKS, ' ').trim(), undrawn }
}

/** The words of a text without the marks of Markdown, on one line. */
export const withoutMarks = (markdown: string): string => readMarkdown(markdown).drawn

/** A formula is shown without the names of its signs. */
const formulaWords = (tex: string): string => tex.replaceAll(/\\(?:[a-zA-Z]+|.)|[{}]/g, '')
