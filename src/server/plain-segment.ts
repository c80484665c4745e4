/** How often a part of a path is decoded: some servers do so more than once. */
const DECODINGS = 4
/** The longest id, in UTF-16 units. */
const LONGEST_ID = 250

/** Whether every server reads one segment of a path alike, however often it is decoded. */
export const isPlainSegment = (segment: string, { mayHoldSlashes = false } = {}): boolean => {
  const decoded = decodedWhole(segment)
  if (decoded === undefined) return false
  return (mayHoldSlashes ? decoded.split('/') : [decoded]).every(isPlainPart)
}

/** As most ids are. */
const BARE = /^[\w-]+$/

/** Whether an id of another server can stand in a path, so that what has it can be opened. */
export const isPlainId = (id: string): boolean =>
  id.length <= LONGEST_ID &&
  (BARE.test(id) || (id.isWellFormed() && isPlainSegment(encodeURIComponent(id))))

/** A server that knows parameters within a path takes `..;a` for `..`. */
const isPlainPart = (part: string): boolean =>
  // oxlint-disable-next-line no-control-regex -- such characters are what is looked for
  !/[/\\\u0000-\u001f\u007f-\u009f]/.test(part) &&
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
