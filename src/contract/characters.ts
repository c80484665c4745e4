/**
 * The length of a text in characters as limits count them: code points, not UTF-16 units.
 * Counted one by one: a list of them would take many times the memory of the text.
 */
export const charactersIn = (text: string): number => {
  let count = 0
  for (const _ of text) count += 1
  return count
}
