import type { CodeOutput, ToolCall } from '#contract/run-step.ts'

import { linkTo } from '../links.ts'
import { notedIn } from './kept-files.ts'

/** How much a model is given of what one call printed, in characters: some 5,000 tokens. */
const MAX_LOGS = 20_000

/** What a model is told of an answered call. */
export const outputText = (call: ToolCall): string => {
  if (call.type !== 'code_interpreter') return ''
  const { input, outputs } = call.code_interpreter
  const files = notedIn(call)
  if (input.trim() === '') return 'There was no code to run. Give it as {"code": "…"}.'
  const logs = outputs.map(logsOf).join('')
  const images = outputs.flatMap((output) =>
    output.type === 'image' ? [output.image.file_id] : [],
  )
  const parts = [
    logs === '' ? '' : cutInTheMiddle(logs, MAX_LOGS),
    images.length === 0
      ? ''
      : `[Images were made, which the user is shown with your answer: ${images.join(', ')}]`,
    files.length === 0
      ? ''
      : `[Files were made. To give one to the user, link it in your answer, as written here.]\n${files
          .map(({ path }) => `- ${linkTo(path)}`)
          .join('\n')}`,
  ]
  return parts.filter((part) => part !== '').join('\n\n') || '[The code ran and printed nothing.]'
}

const logsOf = (output: CodeOutput): string => (output.type === 'logs' ? output.logs : '')

/** Both ends of a text: what was printed first and last tells most. */
const cutInTheMiddle = (text: string, most: number): string => {
  if (text.length <= most) return text
  const half = Math.floor(most / 2)
  const [head, tail] = [text.slice(0, half).toWellFormed(), text.slice(-half).toWellFormed()]
  return `${head}\n[… ${text.length - 2 * half} characters left out …]\n${tail}`
}
