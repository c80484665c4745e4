/** How often a part of a path is decoded: some servers do so more than once. */
const DECODINGS = 4

/**
 * Whether every server reads a path alike, below the upstream's own. One whose parts a server may decode
 * to others, as `..%2f` does, would ask for something else than its name says.
 */
export const isPlainPath = (path: string): boolean => {
  const [root, ...segments] = path.split('/')
  if (root !== '') return false
  const isOfModels = segments[0] === 'models'
  return segments.every((segment, at) => {
    // One slash at the end changes nothing.
    if (segment === '') return at > 0 && at === segments.length - 1
    const decoded = decodedWhole(segment)
    if (decoded === undefined) return false
    // The names of models may hold slashes.
    return (isOfModels && at > 0 ? decoded.split('/') : [decoded]).every(isPlainPart)
  })
}

/** A server that knows parameters within a path takes `..;a` for `..`. */
const isPlainPart = (part: string): boolean =>
  // oxlint-disable-next-line no-control-regex -- such characters are what is looked for
  !/[/\\\u0000-\u001f\u007f]/.test(part) &&
  !['', '.', '..'].includes(part.replace(/;.*/s, '').trim())

const decodedWhole = (segment: string): string | undefined => {
  let text = segment
  for (let left = DECODINGS; left > 0 && text.includes('%'); left -= 1) {
    const next = decoded(text)
    // Text with a percent sign of its own is decoded no further.
    if (next === undefined) return text === segment ? undefined : text
    text = next
  }
  return text
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
