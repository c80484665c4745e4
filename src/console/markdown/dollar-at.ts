import {
  canCloseMath,
  canOpenMath,
  endsInCurrency,
  isAmount,
  isBeforeCode,
  isNameLetter,
} from './dollars.ts'
import { MAX_MATH } from './math-lines.ts'

const SPACE = /\s/

type Dollar = { is: 'math'; end: number } | { is: 'text' | 'undecided' }

/** What a dollar of a text is that is not parsed, by the rules of `math-syntax.ts`. */
export function dollarAt(text: string, at: number): Dollar {
  const first = text[at + 1]
  if (first === undefined) return { is: 'undecided' }
  if (SPACE.test(first) || !canOpenMath(text[at - 1] ?? '')) return { is: 'text' }
  const limit = Math.min(text.length, at + MAX_MATH + 2)
  for (let end = at + 1; end < limit; end += 1) {
    if (text[end] === '\n' || text[end] === '\r') return { is: 'text' }
    if (text[end] === '`' && isBeforeCode(text.slice(at + 1, end))) return { is: 'text' }
    if (text[end] !== '$' || text[end - 1] === '\\') continue
    if (isAmount(text[at - 1] ?? '', text.slice(at + 1, end))) return { is: 'text' }
    const next = text[end + 1]
    if (next === undefined) return { is: 'undecided' }
    const earlier = end - 2 > at ? (text[end - 2] ?? '') : ''
    if (!canCloseMath(earlier, text[end - 1] ?? ' ', next)) return { is: 'text' }
    const second = text[end + 2]
    if (/[^\S\n\r]/.test(next) && endsInCurrency(text.slice(at + 1, end))) {
      if (second === undefined) return { is: 'undecided' }
      if (/\d/.test(second)) return { is: 'text' }
    }
    if (isNameLetter(next) && second === undefined) return { is: 'undecided' }
    const isClosing = !isNameLetter(next) || !isNameLetter(second ?? '')
    return isClosing ? { is: 'math', end: end + 1 } : { is: 'text' }
  }
  return { is: limit < text.length ? 'text' : 'undecided' }
}
