/** JSON with a line for each value, so that it can be cut between them; other text as it is. */
export const jsonText = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 1) ?? text
  } catch {
    // Lines of JSON, a half file, or nested beyond the stack: still words to be found.
    return text
  }
}
