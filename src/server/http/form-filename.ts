const PARAMETER = /;\s*([^=;\s"]+)\s*=\s*("(?:[^"\\]|\\[\s\S])*"|[^;]*)/g
/** A charset, a language and what they encode: https://www.rfc-editor.org/rfc/rfc8187#section-3.2 */
const EXTENDED = /^[^']+'[^']*'./

/** The disposition of a part without its plain file name where it has an encoded one, which says more. */
export const withOneName = (disposition: string): string => {
  const names = [...disposition.matchAll(PARAMETER)].map(([, name = '', value = '']) => ({
    name: name.toLowerCase(),
    value,
  }))
  const isEncoded = names.some(({ name, value }) => name === 'filename*' && EXTENDED.test(value))
  if (!isEncoded) return disposition
  return disposition.replaceAll(PARAMETER, (own, name: string) =>
    name.toLowerCase() === 'filename' ? '' : own,
  )
}

/** Encoded words, with the blanks between them: https://www.rfc-editor.org/rfc/rfc2047#section-2 */
const ONE = String.raw`=\?([!-)+->@-~]+)(?:\*[!->@-~]*)?\?([bq])\?([!->@-~]*)\?=`
const WORD = new RegExp(ONE, 'gi')
const WORDS = new RegExp(`${ONE}(?:\\s*${ONE})*`, 'gi')

/** A file name whose encoded words are decoded; what cannot be stays as it was written. */
export const withWordsDecoded = (name: string): string => name.replaceAll(WORDS, decoded)

const decoded = (words: string): string => {
  const pieces: { charset: string; bytes: Buffer[] }[] = []
  for (const [, charset = '', encoding = '', text = ''] of words.matchAll(WORD)) {
    const bytes = /b/i.test(encoding) ? Buffer.from(text, 'base64') : quotedBytes(text)
    const last = pieces.at(-1)
    // A letter may be cut in two.
    if (last?.charset === charset) last.bytes.push(bytes)
    else pieces.push({ charset, bytes: [bytes] })
  }
  try {
    return pieces
      .map(({ charset, bytes }) => new TextDecoder(charset).decode(Buffer.concat(bytes)))
      .join('')
  } catch {
    // A charset that nobody knows.
    return words
  }
}

const quotedBytes = (text: string): Buffer => {
  const bytes = text
    .replaceAll('_', ' ')
    .replaceAll(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}
