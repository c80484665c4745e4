import { fenceAfter } from './fence-lines.ts'

/** A fence behind words, and the language that it names. */
const STARTED = /(`{3,})([\w+#.-]*)[ \t]*$/
/** Most texts have none, and are asked for each piece that comes. */
const ANY_STARTED = /[^\s`][ \t]*`{3,}[\w+#.-]*[ \t]*$/m
/** Here a fence may be left out: `The output: ` says what comes. */
const COLON = /[:：]$/u
const END = /^( *)(`{3,})[ \t]*$/
/** Quotes, rows, headings and what is far in have lines of their own kind. */
const OTHER_BLOCK = /^(?:[ \t]*[>|#]| {4}| {0,3}\t)/
const ITEM = /^ *(?:[-*+]|\d{1,9}[.)]) +/
/** A fence stands this far in at most. */
const MOST_INDENT = 3

interface Started {
  at: number
  words: string
  fence: string
  language: string
}

/** Inline code within the words is whole. */
const isWhole = (words: string) => !words.includes('```') && words.split('`').length % 2 === 1

function startedIn(line: string, at: number): Started | undefined {
  const ticks = line.lastIndexOf('```')
  if (ticks < 0 || OTHER_BLOCK.test(line)) return undefined
  let start = ticks
  while (line[start - 1] === '`') start -= 1
  const [, fence, language] = STARTED.exec(line.slice(start)) ?? []
  const words = line.slice(0, start).trimEnd()
  if (fence === undefined || language === undefined || words === '' || !isWhole(words)) {
    return undefined
  }
  return language !== '' || COLON.test(words) ? { at, words, fence, language } : undefined
}

/** How far in the fence stands that ends this code, if the line is it. */
function endOf({ words, fence }: Started, line: string): string | undefined {
  const [, indent, end] = END.exec(line) ?? []
  if (indent === undefined || end === undefined || !end.startsWith(fence)) return undefined
  const content = ITEM.exec(words)?.[0].length ?? words.length - words.trimStart().length
  return indent.length <= content + MOST_INDENT ? indent : undefined
}

/**
 * Code whose fence begins behind words (`So it is: ```js`). By CommonMark it is none, and the fence that ends
 * it begins another, with the rest of the answer in it. Models write so, and mean code: where its lines follow
 * at once and end with a fence, the first goes to a line of its own.
 */
export function startFences(text: string): string {
  if (!ANY_STARTED.test(text)) return text
  const lines = text.split('\n')
  const parts = [...lines]
  /** The fence that is open by CommonMark. */
  let open: string | undefined
  /** Where code began behind words, until it is known to end. */
  let started: Started | undefined
  for (const [at, line] of lines.entries()) {
    if (open !== undefined) {
      open = fenceAfter(open, line)
      continue
    }
    const indent = started && endOf(started, line)
    if (started && indent !== undefined) {
      parts[started.at] = `${started.words}\n${indent}${started.fence}${started.language}`
      started = undefined
      continue
    }
    const begun = startedIn(line, at)
    if (begun) started = begun
    else if (started && !line.includes(started.fence)) {
      if (at === started.at + 1 && line.trim() === '') started = undefined
    } else {
      started = undefined
      open = fenceAfter(undefined, line)
    }
  }
  return parts.join('\n')
}
