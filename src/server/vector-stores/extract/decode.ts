import { invalid } from './unreadable.ts'

/**
 * Text in UTF-8, or in UTF-16 where it says so at its start: the encodings that the API names.
 * @throws {Unreadable}
 */
export const decode = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.replaceAll('\r\n', '\n').replaceAll('\0', '')
  } catch (error) {
    throw invalid('The file is not text in UTF-8 or UTF-16.', error)
  }
}
