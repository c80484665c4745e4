import { REASONING } from '#contract/reasoning.ts'

const BEGINNING = new RegExp(`^\\s*<${REASONING}>`, 'i')
/** Behind a backtick it is spoken of. */
const END = new RegExp(`(?<!\`)</${REASONING}>`, 'i')
/** The end of thoughts whose beginning the model left out. */
const LONE_END = new RegExp(`^\\s*</${REASONING}>`, 'i')

/** An answer without the thoughts with which it begins; as it is where there is nothing but thoughts. */
export const withoutThoughts = (text: string): string => {
  const lone = LONE_END.exec(text)
  if (lone) return answerOr(text, text.slice(lone[0].length))
  if (!BEGINNING.test(text)) return text
  const end = END.exec(text)
  if (end) return answerOr(text, text.slice(end.index + end[0].length))
  return text.replace(BEGINNING, '').trimStart()
}

const answerOr = (text: string, answer: string): string =>
  answer.trim() === '' ? text.replace(BEGINNING, '').replace(END, '').trim() : answer.trimStart()
