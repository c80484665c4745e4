const SPACE = /[ \t\n\r]*/y
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy
const PRIMITIVE = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y

/** Where a text ceases to be JSON, and what should stand there. */
export interface JsonFault {
  /** From 1. */
  line: number
  column: number
  expected: string
}

/** Browsers tell the place of a fault in words of their own, or not at all. */
export const jsonFault = (text: string): JsonFault | undefined => {
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const isThere = pattern.test(text)
    if (isThere) at = pattern.lastIndex
    return isThere
  }
  const fault = (expected: string): JsonFault => {
    const before = text.slice(0, at).split('\n')
    return { line: before.length, column: (before.at(-1) ?? '').length + 1, expected }
  }
  const open: ('}' | ']')[] = []
  let isFirst = true
  for (;;) {
    take(SPACE)
    const end = open.at(-1)
    // A list or an object may be empty; after a comma something follows.
    const closes = isFirst && end !== undefined && text[at] === end
    if (!closes && end === '}') {
      if (!take(STRING)) return fault(isFirst ? 'a name in double quotes, or }' : NAME)
      take(SPACE)
      if (text[at] !== ':') return fault('a colon')
      at++
      take(SPACE)
    }
    if (closes) {
      at++
      open.pop()
    } else if (text[at] === '{' || text[at] === '[') {
      open.push(text[at] === '{' ? '}' : ']')
      at++
      isFirst = true
      continue
    } else if (!take(STRING) && !take(PRIMITIVE)) {
      return fault(text[at] === '"' ? 'a text that ends on its line' : 'a value')
    }
    // After a value: whatever it closes, or the next one.
    for (;;) {
      take(SPACE)
      const outer = open.at(-1)
      if (outer === undefined) return at < text.length ? fault('nothing more') : undefined
      if (text[at] === ',') break
      if (text[at] !== outer) return fault(`a comma or ${outer}`)
      at++
      open.pop()
    }
    at++
    isFirst = false
  }
}

const NAME = 'a name in double quotes'

/** What is wrong with a text as JSON, with its place; undefined where nothing is. */
export const jsonProblem = (text: string): string | undefined => {
  const fault = jsonFault(text)
  return (
    fault && `Not JSON at line ${fault.line}, column ${fault.column}: expected ${fault.expected}.`
  )
}
