/** Whether an answer is an object or a list of JSON from its first character to its last, as one that was asked for as JSON. */
export const isJson = (text: string): boolean => {
  // A list of numbers alone may be a mark of a source, and has nothing that Markdown would take.
  if (!/^\s*[[{]/.test(text) || !/[\]}]\s*$/.test(text) || !/["{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The text as a block of code in Markdown, which would take parts of it for marks. */
export const fenced = (text: string): string => {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}json\n${text}\n${fence}`
}
