import { isObject } from '#contract/json-object.ts'

import { createBreath } from '../in-turn.ts'

/** An answer as JSON. What a list or a page holds may be large: others get in between. */
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

const isList = (answer: unknown): answer is { data: unknown[] } =>
  isObject(answer) && Array.isArray(answer['data'])
