const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^u]))/g
const SIGNS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * JSON with the characters that its strings stand for, as `é` for `\u00e9` and a line break for `\n`; what is no
 * JSON stands as it is. In JSON a backslash stands in strings alone.
 */
export const readJson = (text: string): string =>
  text.includes('\\') && isJson(text)
    ? text
        .replaceAll(ESCAPE, (_, code: string | undefined, sign = '') =>
          code === undefined
            ? (SIGNS[sign] ?? sign)
            : String.fromCharCode(Number.parseInt(code, 16)),
        )
        .toWellFormed()
    : text
