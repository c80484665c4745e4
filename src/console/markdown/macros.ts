/** What a message defines for its formulas: `\newcommand{\R}{\mathbb{R}}`, `\def\norm#1{\|#1\|}`. */
interface Macro {
  parameters: number
  body: string
}
export type Macros = ReadonlyMap<string, Macro>

export const NO_MACROS: Macros = new Map()

const MAX_MACROS = 100
const MAX_BODY = 500
/** A formula that grows longer than this, or takes more steps, stays as it was written. */
const MAX_EXPANDED = 5_000
const MAX_STEPS = 200

const DEFINES = /\\(?:(?:new|renew|provide)command|g?def)(?![a-z])/i
const NEW =
  /\\(?:new|renew|provide)command\*?\s*(?:\{\s*(\\(?:[a-z]+|[^a-z\s]))\s*\}|(\\(?:[a-z]+|[^a-z\s])))\s*(?:\[(\d)\])?\s*(?=\{)/iy
const DEF = /\\g?def\s*(\\(?:[a-z]+|[^a-z\s]))((?:#\d)*)\s*(?=\{)/iy
const NAME = /\\(?:[a-z]+|[^a-z])/iy

/** Whether a text may define macros: most do not. */
export const mayDefine = (text: string): boolean => DEFINES.test(text)

/** Where the group that begins at `at` ends; undefined where it does not. */
function groupEnd(text: string, at: number): number | undefined {
  let depth = 0
  for (let end = at; end < text.length; end += 1) {
    const sign = text[end]
    if (sign === '\\') end += 1
    else if (sign === '{') depth += 1
    else if (sign === '}') {
      depth -= 1
      if (depth === 0) return end + 1
    }
  }
  return undefined
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

interface Definition extends Macro {
  name: string
  end: number
}

function definitionAt(text: string, at: number): Definition | undefined {
  const asNew = matchAt(NEW, text, at)
  const asDef = asNew ? null : matchAt(DEF, text, at)
  const found = asNew ?? asDef
  const start = at + (found?.[0].length ?? 0)
  const name = asNew ? (asNew[1] ?? asNew[2]) : asDef?.[1]
  const end = found ? groupEnd(text, start) : undefined
  if (name === undefined || end === undefined) return undefined
  const parameters = asNew ? Number(asNew[3] ?? 0) : (asDef?.[2] ?? '').length / 2
  return { name, parameters, body: text.slice(start + 1, end - 1), end }
}

/** The macros that hold after a formula. */
export function macrosAfter(source: string, before: Macros): Macros {
  if (!mayDefine(source)) return before
  const macros = new Map(before)
  for (let at = source.indexOf('\\'); at >= 0; at = source.indexOf('\\', at)) {
    const found = definitionAt(source, at)
    if (found && found.body.length <= MAX_BODY && macros.size < MAX_MACROS) {
      macros.set(found.name, { parameters: found.parameters, body: found.body })
    }
    at = found?.end ?? at + 2
  }
  return macros
}

/** One argument: a group without its braces, a command or a sign. */
function argumentAt(text: string, at: number): { value: string; end: number } | undefined {
  const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0)
  const sign = text[start]
  if (sign === undefined || sign === '}') return undefined
  if (sign !== '{') {
    const value = matchAt(NAME, text, start)?.[0] ?? sign
    return { value, end: start + value.length }
  }
  const end = groupEnd(text, start)
  return end === undefined ? undefined : { value: text.slice(start + 1, end - 1), end }
}

/** Puts texts together; a command stays apart from letters that come after it. */
const join = (before: string, after: string): string =>
  /\\[a-z]+$/i.test(before) && /^[a-z]/i.test(after) ? `${before} ${after}` : before + after

const fill = (body: string, given: readonly string[]): string =>
  body.split(/(#\d)/).reduce((text, piece) => {
    const value = /^#\d$/.test(piece) ? (given[Number(piece[1]) - 1] ?? piece) : piece
    return join(text, value)
  }, '')

/**
 * A formula with the macros of those before it put in. What it defines itself is left to it. A formula
 * that would grow without end stays as it is.
 */
export function expandMacros(source: string, macros: Macros): string {
  if (macros.size === 0) return source
  let text = source
  let steps = 0
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    const own = definitionAt(text, at)
    // A name that it defines anew is no longer that of the message.
    if (own) return steps === 0 ? source : text
    const name = matchAt(NAME, text, at)?.[0] ?? '\\'
    const macro = macros.get(name)
    let end = at + name.length
    if (!macro) {
      at = end
      continue
    }
    const given: string[] = []
    while (given.length < macro.parameters) {
      const argument = argumentAt(text, end)
      if (!argument) return source
      given.push(argument.value)
      end = argument.end
    }
    const filled = join(text.slice(0, at), fill(macro.body, given))
    text = join(filled, text.slice(end))
    steps += 1
    if (steps > MAX_STEPS || text.length > MAX_EXPANDED) return source
  }
  return text
}
