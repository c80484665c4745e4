import { createBreath } from '../in-turn.ts'

/** An answer as JSON. The objects of a list may be large: others get in between them. */
export const jsonText = async (answer: unknown): Promise<string> => {
  if (!isList(answer)) return JSON.stringify(answer)
  const breathe = createBreath()
  // A string that grows is copied once, when it is sent; one that is joined, twice.
  let items = ''
  for (const item of answer.data) {
    items += `${items && ','}${JSON.stringify(item)}`
    const pause = breathe()
    if (pause) await pause
  }
  const fields = Object.entries<unknown>(answer).flatMap(([name, value]) => {
    const text = value === answer.data ? `[${items}]` : JSON.stringify(value)
    // What is undefined has no JSON, and no place in it.
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`]
  })
  return `{${fields.join(',')}}`
}

const isList = (answer: unknown): answer is { object: 'list'; data: unknown[] } =>
  typeof answer === 'object' &&
  answer !== null &&
  'object' in answer &&
  answer.object === 'list' &&
  'data' in answer &&
  Array.isArray(answer.data)
