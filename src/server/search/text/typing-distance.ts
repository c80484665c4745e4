/**
 * How many slips of typing lie between two words: a letter too many, too few or wrong, or two neighbours in each
 * other's place, each once (Damerau and Levenshtein, no letter moved twice). Above `most` it is not counted.
 */
export const typingDistance = (one: string, other: string, most: number): number => {
  const above = most + 1
  if (Math.abs(one.length - other.length) > most) return above
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let row = 1; row <= one.length; row += 1) {
    const next: number[] = [row]
    let least = row
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const at = (line: readonly number[], back: number) => line[column - back] ?? above
      let slips = Math.min(at(last, 0) + 1, at(next, 1) + 1, at(last, 1) + (isSame ? 0 : 1))
      const isSwapped =
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1]
      if (isSwapped) slips = Math.min(slips, at(before, 2) + 1)
      next.push(slips)
      least = Math.min(least, slips)
    }
    if (least > most && Math.min(...last) > most) return above
    before = last
    last = next
  }
  return Math.min(last[other.length] ?? above, above)
}
