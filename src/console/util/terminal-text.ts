const ESC = String.fromCharCode(0x1b)
const BELL = String.fromCharCode(0x07)
const CSI = `(?:${ESC}\\[|${String.fromCharCode(0x9b)})`

/**
 * What a terminal takes for itself: colours and moves of the cursor, titles and links, shifts of its
 * characters. One that is cut off counts at the end of the text, where more of it may come.
 * https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
const CODES = new RegExp(
  [
    `${CSI}[0-?]*[ -/]*(?:[@-~]|$)`,
    `${ESC}\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\|$)`,
    `${ESC}[()*+][0-9A-Za-z]?`,
    `${ESC}(?:[@-Z\\\\^_=>78]|$)`,
  ].join('|'),
  'g',
)

/**
 * Code or a log as it is shown: without the codes of a terminal, which are signs without a meaning here. A
 * line that a program wrote over, as a bar of progress, stands above the one that came in its place.
 */
export const terminalText = (text: string): string => {
  const plain = text.includes(ESC) || text.includes('\u009B') ? text.replaceAll(CODES, '') : text
  return plain.includes('\r') ? plain.replaceAll(/\r+\n?/g, '\n') : plain
}
