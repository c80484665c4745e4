import { gfm } from 'micromark-extension-gfm'

import type { Construct, SyntaxExtension } from './labels-extension.ts'

type Tokenizer = Construct['tokenize']
type State = ReturnType<Tokenizer>

/** GitHub's tables are all that it adds to the blocks of Markdown. */
const TABLES = [gfm().flow?.null ?? []].flat()
const BAR = 124
/** Any code that neither ends a cell nor escapes. */
const LETTER = 97

const DELIMITERS = /^[\t >]*(?:\|[\t ]*)?:?-+:?[\t ]*(?:\|[\t ]*:?-+:?[\t ]*)*(?:\|[\t ]*)?$/
/** Code and formulas: `$x$`, `$$x$$` and `\(x\)`. */
const FORMULA =
  /(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)|(?<![\\$\w])(\$\$?)(?=[^\s$])(?:\\.|[^\\$`])*(?<=\S)\2(?![\d$])|\\\((?:\\[^()]|[^\\])*\\\)/g
const ESCAPE_OR_BAR = /\\[\\|]|\|/g

/** A formula that ends with a bar begins with one, too: else the dollars are of two cells. */
const isFormula = ([text, code]: RegExpMatchArray): boolean =>
  code === undefined && (!/\|\$+$/.test(text) || /^\$+\|/.test(text))
const isCode = ({ 1: code }: RegExpMatchArray): boolean => code !== undefined

/** The places of bars that are not escaped. */
export const barsIn = (line: string): number[] =>
  [...line.matchAll(ESCAPE_OR_BAR)].filter(([sign]) => sign === '|').map(({ index }) => index)

export const cellsIn = (line: string, bars: number): number => {
  const row = line.replace(/^[\t >]+/, '').trimEnd()
  return bars + 1 - Number(row.startsWith('|')) - Number(/(?<!\\)\|$/.test(row))
}

/** Bars of a row within its formulas and code, where it would have more cells than the table has columns. */
export const barsInside = (line: string, columns: number): number[] => {
  const bars = barsIn(line)
  if (cellsIn(line, bars.length) <= columns) return []
  const found = [...line.matchAll(FORMULA)]
  const insideOf = (spans: RegExpMatchArray[]) =>
    spans.flatMap(({ index = 0, 0: text }) => barsIn(text).map((at) => index + at))
  const formulas = insideOf(found.filter(isFormula))
  const codes = insideOf(found.filter(isCode))
  // Not all of them may be needed.
  const inside = [[...formulas, ...codes], formulas, codes].find(
    (places) => cellsIn(line, bars.length - places.length) >= columns,
  )
  return inside ?? []
}

/** Where the bars of formulas and code stand in the rows of tables. */
export const formulaBarsIn = (source: string): Set<number> => {
  const places = new Set<number>()
  let columns = 0
  let before = { line: '', at: 0 }
  for (const { 0: line, index: at } of source.matchAll(/[^\r\n]*(?:\r\n?|\n|$)/g)) {
    const take = (row: { line: string; at: number }) => {
      for (const place of barsInside(row.line, columns)) places.add(row.at + place)
    }
    if (line.trim() === '') columns = 0
    else if (columns > 0) take({ line, at })
    else if (line.includes('|') && DELIMITERS.test(line.trimEnd())) {
      columns = cellsIn(line, barsIn(line).length)
      take(before)
    }
    before = { line, at }
  }
  return places
}

/** Tables of `source`, whose cells are not ended by the bars of formulas and code. */
export function formulaBars(source: string): SyntaxExtension {
  if (!/[$`]|\\\(/.test(source) || !source.includes('|')) return {}
  const places = formulaBarsIn(source)
  if (places.size === 0) return {}
  return {
    flow: {
      null: TABLES.map((table) => ({
        ...table,
        tokenize(effects, ok, nok) {
          let read: Parameters<State>[0] = null
          let isOver = false
          const ending =
            (state: State): State =>
            () => {
              isOver = true
              return state(read)
            }
          const seen =
            (state: State): State =>
            (code) => {
              read = code
              const isInside = code === BAR && places.has(this.now().offset)
              const next = state(isInside ? LETTER : code)
              // What follows is no part of the row.
              return next && !isOver ? seen(next) : next
            }
          const consume: typeof effects.consume = () => effects.consume(read)
          return seen(table.tokenize.call(this, { ...effects, consume }, ending(ok), ending(nok)))
        },
      })),
    },
  }
}
