/** A sign with its backslash, code that stands as it is, or a bare percent sign. */
const SIGN = /\\verb\*?([^a-z\s*]).*?\1|\\[^]|%/giu
/** The end of a row, `\\[2pt]`, or of what opens a group, after which TeX breaks a line unseen. */
const ROW_END = /\\\\(?:\[[^\]]*\])?\s*$/
const OPENED = /(?:[{&]|\\(?:begin|end)\{[^{}]*\}(?:\{[^{}]*\})?)$/
const AFTER_FIGURE = /\d\s?$/

/** Whether a percent sign between these two parts of its line can only be there for TeX. */
function isComment(before: string, after: string, isLastLine: boolean): boolean {
  if (before.trim() === '' || ROW_END.test(before)) return true
  if (after.trim() !== '' || isLastLine || AFTER_FIGURE.test(before)) return false
  return OPENED.test(before) || /\s$/.test(before)
}

function withSigns(source: string, keepsComments: boolean): string {
  let text = ''
  let done = 0
  for (const match of source.matchAll(SIGN)) {
    // What stands behind a comment on its line belongs to it.
    if (match[0] !== '%' || match.index < done) continue
    const start = source.lastIndexOf('\n', match.index) + 1
    const nextLine = source.indexOf('\n', match.index)
    const end = nextLine < 0 ? source.length : nextLine
    const [before, after] = [source.slice(start, match.index), source.slice(match.index + 1, end)]
    if (keepsComments && isComment(before, after, nextLine < 0)) {
      text += source.slice(done, match.index)
      done = end
    } else {
      text += `${source.slice(done, match.index)}\\%`
      done = match.index + 1
    }
  }
  return text + source.slice(done)
}

/**
 * A formula whose bare percent signs are signs, as who writes `12% \pm 1` means them: to TeX each begins
 * a comment. Comments of a formula on several lines, at their beginning or end, are left out.
 */
export function withPercentSigns(source: string): string {
  const inner = source.trim()
  if (!inner.includes('%')) return source
  const text = withSigns(inner, inner.includes('\n'))
  return text.trim() === '' ? withSigns(inner, false) : text
}
