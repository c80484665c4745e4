/** The environments of TeX that are formulas by themselves, without dollars or brackets around them. */
const FORMULA =
  /^(?:(?:align|alignat|flalign|gather|multline|equation|eqnarray|displaymath|(?:small|[pbBvV])?matrix)\*?|aligned|alignedat|gathered|split|[dr]{0,2}cases|d?array|CD)$/

const OPENER = /\\begin\{([a-z]+\*?)\}/iy
/** What begins or ends an environment, and what it cannot hold: code, a blank line. Any other pair is escaped. */
const MARK = /\\(?:(begin|end)\{([a-z]+\*?)\}|[^])|`+|(?:\r\n|\r(?!\n)|\n)[ \t>]*(?=[\r\n])/gi
/** A sign that formulas have and sentences have not. */
const SIGN = /\\[a-z]{2,}|\\\\|[\^_=+<>&]/i
const WORD = /\p{L}{2,}/u

/** Whether an environment holds a formula; a sentence may name its beginning and its end. */
const isMeant = (content: string): boolean =>
  SIGN.test(content) || (/[\p{L}\d]/u.test(content) && !WORD.test(content))

const DISPLAY =
  /^\\begin\{(?:align|alignat|flalign|gather|multline|equation|eqnarray|displaymath)\*?\}/

/** Whether an environment has a line of its own wherever it stands; a matrix may be a part of a sentence. */
export const isDisplayed = (environment: string): boolean => DISPLAY.test(environment)

/** Where the formula ends that begins at `from` with `\begin{…}`; undefined where none does in `most` characters. */
export function environmentEnd(source: string, from: number, most: number): number | undefined {
  OPENER.lastIndex = from
  const opener = OPENER.exec(source)
  if (!opener || !FORMULA.test(opener[1] ?? '')) return undefined
  const open: string[] = []
  const text = source.slice(from, from + most)
  for (const { 0: mark, 1: kind, 2: name = '', index } of text.matchAll(MARK)) {
    if (kind === undefined) {
      if (mark.startsWith('\\')) continue
      return undefined
    }
    if (kind === 'begin') open.push(name)
    else if (open.pop() !== name) return undefined
    if (open.length > 0) continue
    return isMeant(text.slice(opener[0].length, index)) ? from + index + mark.length : undefined
  }
  return undefined
}

/** Where an environment begins in the last `most` characters that more text may still end. */
export function openEnvironment(source: string, most: number): number | undefined {
  const skipped = Math.max(0, source.length - most)
  const text = source.slice(skipped)
  const open: string[] = []
  let from = 0
  let ticks = ''
  for (const { 0: mark, 1: kind, 2: name = '', index } of text.matchAll(MARK)) {
    if (mark.startsWith('`')) {
      if (ticks === '') ticks = mark
      else if (ticks === mark) ticks = ''
      open.length = 0
    } else if (kind === undefined) {
      if (mark.startsWith('\\')) continue
      open.length = 0
      ticks = ''
    } else if (ticks === '' && kind === 'begin') {
      if (open.length === 0 && !FORMULA.test(name)) continue
      if (open.length === 0) from = index
      open.push(name)
    } else if (open.pop() !== name) open.length = 0
  }
  return open.length > 0 ? skipped + from : undefined
}

/** The same under names that Temml knows. */
export const withKnownEnvironments = (source: string): string =>
  source.includes('\\begin')
    ? source
        .replaceAll(/\\begin\{eqnarray\*?\}/g, String.raw`\begin{array}{rcl}`)
        .replaceAll(/\\end\{eqnarray\*?\}/g, String.raw`\end{array}`)
        .replaceAll(/(\\(?:begin|end)\{)flalign(\*?\})/g, '$1align$2')
        .replaceAll(/(\\(?:begin|end)\{)displaymath\*?\}/g, '$1equation*}')
    : source
