/** The text in fragments of these lengths, and what is left. */
export const cutAt = (text: string, lengths: readonly number[]): string[] => {
  let at = 0
  const fragments = lengths.map((length) => text.slice(at, (at += length)))
  return [...fragments, text.slice(at)]
}
