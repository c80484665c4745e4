import type { List, ListItem, Nodes, PhrasingContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString } from 'mdast-util-to-string'
import { attention } from 'micromark-core-commonmark'
import { gfm } from 'micromark-extension-gfm'

import { besideCode } from '#contract/code-in-markdown.ts'
import { isDisplayMath } from '#contract/display-math.ts'
import { withSides } from '#contract/sided-emphasis.ts'

import { oneLine } from './cut-line.ts'

const github = gfm({ singleTilde: false })
const strikes = [github.text?.[126] ?? []].flat()
/** Emphasis is read as the page reads it. */
const sided = {
  text: {
    42: withSides(attention, '*'),
    95: withSides(attention, '_'),
    126: strikes.map((strike) => withSides(strike, '~')),
  },
}

const SYNTAX = {
  extensions: [github, sided],
  mdastExtensions: [gfmFromMarkdown()],
}

/** What may be Markdown: most messages of people have none of it, and are not parsed. */
const MARKUP = /[*_`[\\]|~~|<[a-z]|\$.+\$|\|.*\||&#?\w+;|^\s*(?:[-+>#]|={2}|\d+[.)])/im
const MARKER = /【\d+:\d+†[^【】]*】/g
const BREAK = /^<br\s*\/?>$/i
/** Emphasis beside scripts without spaces that may begin or end where a part of a text does not reach. */
const LEFT_OVER = /(?:\*{2,3}|~~)(?=\P{ASCII})|(?<=\P{ASCII})(?:\*{2,3}|~~)/gu

/**
 * The words of an answer as the page shows them, without the marks of Markdown and the markers of sources, on one
 * line. Of a part of a text, what is not closed is read as far as it goes.
 */
export function plainMarkdown(markdown: string, { isPart = false } = {}): string {
  const line = MARKUP.test(markdown)
    ? besideCode(markdown, (text) => withoutMarks(text, isPart), codeAlone)
    : markdown.replaceAll(MARKER, '')
  return oneLine(line) || oneLine(markdown.replaceAll(MARKER, ''))
}

const codeAlone = (code: string): string => code

function withoutMarks(markdown: string, isPart: boolean): string {
  try {
    const text = withoutFormulas(markdown.replaceAll(MARKER, ''))
    const line = lineOf(fromMarkdown(text, SYNTAX), text)
    return isPart ? line.replaceAll(LEFT_OVER, '') : line
  } catch (error) {
    // Nested deeper than the stack is.
    if (error instanceof RangeError) return markdown
    throw error
  }
}

/** Of a list that is no list from its first item on, such as the day of a date, the numbers are words. */
const isNumbered = ({ ordered, start, children }: List): boolean =>
  ordered === true && (start !== 1 || children.length === 1)

const numberOf = ({ position }: ListItem, text: string): string =>
  /^\s*\d+[.)]/.exec(text.slice(position?.start.offset, position?.end.offset))?.[0].trim() ?? ''

function lineOf(node: Nodes, text: string): string {
  const line = (child: Nodes) => lineOf(child, text)
  switch (node.type) {
    case 'root':
    case 'blockquote':
    case 'listItem':
    case 'footnoteDefinition':
    case 'table':
    case 'tableRow':
      return node.children.map(line).filter(Boolean).join(' ')
    case 'list':
      return node.children
        .map((item) => (isNumbered(node) ? `${numberOf(item, text)} ${line(item)}` : line(item)))
        .filter(Boolean)
        .join(' · ')
    case 'paragraph':
    case 'heading':
    case 'tableCell':
      return node.children.map(wordsOf).join('')
    default:
      return toString(node)
  }
}

const wordsOf = (node: PhrasingContent): string => {
  const isBreak = node.type === 'break' || (node.type === 'html' && BREAK.test(node.value))
  return isBreak ? ' ' : toString(node)
}

const SIGNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    alpha: 'α',
    approx: '≈',
    beta: 'β',
    cdot: '·',
    cdots: '…',
    delta: 'δ',
    Delta: 'Δ',
    div: '÷',
    dots: '…',
    epsilon: 'ε',
    gamma: 'γ',
    ge: '≥',
    geq: '≥',
    in: '∈',
    infty: '∞',
    int: '∫',
    lambda: 'λ',
    ldots: '…',
    le: '≤',
    leq: '≤',
    mu: 'μ',
    neq: '≠',
    omega: 'ω',
    pi: 'π',
    pm: '±',
    prod: '∏',
    rightarrow: '→',
    sigma: 'σ',
    sum: '∑',
    theta: 'θ',
    times: '×',
    to: '→',
  }),
)

/** An environment of TeX, which may stand without other marks; one that is cut goes to the end. */
const ENVIRONMENT =
  /(\\begin\{((?:align(?:ed|at)?|array|cases|eqnarray|equation|gather(?:ed)?|multline|split|[bBpvV]?(?:small)?matrix)\*?)\}[\s\S]{1,1000}?(?:\\end\{\2\}|$))/g

const FORMULAS = [
  /\$(?=\S)([^$\n]*[\\=^_][^$\n]*)(?<=\S)\$(?!\d)/g,
  /\\\(([^\n]{1,300}?)\\\)/g,
  /\\\[([^[\]]{1,300}?)\\\]/g,
  ENVIRONMENT,
]

/** Its signs are no marks of Markdown. */
const escapedFormula = (tex: string): string =>
  plainFormula(tex).replaceAll(/[*_^]/g, String.raw`\$&`)

/** Formulas between `$$`; one that is cut has a line of its own to begin with. */
function withoutDisplayed(text: string): string {
  const [first = '', ...parts] = text.split(/(?<!\$)\$\$(?!\$)/)
  let line = first
  for (let at = 0; at < parts.length; at += 1) {
    const [part = '', next] = parts.slice(at, at + 2)
    const isFormula =
      next === undefined
        ? /^\s*\n/.test(part) && isDisplayMath(part, '')
        : isDisplayMath(part, next.charAt(0))
    if (isFormula) at += 1
    line += isFormula ? escapedFormula(part) + (next ?? '') : `$$${part}`
  }
  return line
}

/** Formulas as far as they can be read in a line. */
const withoutFormulas = (text: string): string =>
  FORMULAS.reduce(
    (line, formula) => line.replaceAll(formula, (_, tex: string) => escapedFormula(tex)),
    withoutDisplayed(text),
  )

/** Beside a stroke, what is more than one term stands in brackets. */
const operand = (tex: string): string => (/[\s+\-=]|\\[a-z]/i.test(tex.trim()) ? `(${tex})` : tex)

/** Groups from the innermost outwards, each as it reads in a line. */
function withoutGroups(tex: string): string {
  const line = tex
    .replaceAll(/\\sqrt\{([^{}]*)\}/g, '√($1)')
    .replaceAll(
      /\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g,
      (_, above: string, below: string) => `${operand(above)}/${operand(below)}`,
    )
    .replaceAll(/([_^])\{([^{}]*)\}/g, '$1$2')
  return line === tex ? tex : withoutGroups(line)
}

/** Its rows one after the other, without what begins and ends them and lines them up. */
const withoutRows = (tex: string): string =>
  tex
    .replaceAll(/\\begin\{(?:array|alignat)\*?\}\{[^{}]*\}|\\(?:begin|end)\{[a-zA-Z]+\*?\}/g, ' ')
    .replaceAll(/\\\\(?:\[[^\]]*\])?|(?<!\\)&/g, ' ')

const plainFormula = (tex: string): string =>
  withoutGroups(withoutRows(tex))
    .replaceAll(/\\([a-zA-Z]+)/g, (_, name: string) => SIGNS.get(name) ?? '')
    .replaceAll(/\\[,;:!]/g, '')
    .replaceAll(/[{}]/g, '')
