/** Where the line with `offset` in it begins. Lines end with `\n`, `\r\n` or `\r`. */
export const lineStart = (text: string, offset: number): number =>
  offset === 0
    ? 0
    : Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1

/** Where the line after the one with `offset` in it begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  for (let at = offset; at < text.length; at += 1) {
    if (text[at] === '\n') return at + 1
    if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1
  }
  return text.length
}

/** Where the last line that is known to be complete ends: a final `\r` may still become `\r\n`. */
export function completeEnd(text: string): number {
  const searchEnd = text.endsWith('\r') ? text.length - 2 : text.length
  const carriage = searchEnd < 0 ? -1 : text.lastIndexOf('\r', searchEnd)
  return Math.max(text.lastIndexOf('\n'), carriage) + 1
}
