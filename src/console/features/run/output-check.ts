/** What a tool output looks like: outputs are text, but most functions are read as JSON. */
export type OutputCheck = 'empty' | 'json' | 'text' | 'broken'

export const checkOutput = (output: string): OutputCheck => {
  const text = output.trim()
  if (text === '') return 'empty'
  try {
    JSON.parse(text)
    return 'json'
  } catch {
    return /^[[{"]/.test(text) ? 'broken' : 'text'
  }
}
