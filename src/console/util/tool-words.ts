/** The tools that come with the API, by the names they have on the wire: in a sentence, and by themselves. */
export const TOOL_WORDS = {
  file_search: 'file search',
  code_interpreter: 'code interpreter',
} as const
export const TOOL_LABELS = {
  file_search: 'File search',
  code_interpreter: 'Code interpreter',
} as const

/** A type of tool in a sentence; one that we do not know by its own name. */
export const toolWords = (type: string): string =>
  Object.hasOwn(TOOL_WORDS, type) ? TOOL_WORDS[type as keyof typeof TOOL_WORDS] : type
