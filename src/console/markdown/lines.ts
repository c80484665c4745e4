/** Lines that end with `\n` alone, however they ended; no byte order marks, which the parser drops where a part begins. */
export const plainLines = (text: string): string =>
  text.replaceAll('\uFEFF', '').replaceAll(/\r\n?/g, '\n')

/** Where the line with `offset` in it begins. */
export const lineStart = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1

/** Where the line after the one with `offset` in it begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

/** Where the last line that is known to be complete ends. */
export const completeEnd = (text: string): number => text.lastIndexOf('\n') + 1
