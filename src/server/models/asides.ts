import { isTelling } from './answer-fields.ts'
import { fieldsOf } from './told-frame.ts'

/**
 * Whether an event is none of the answer, such as one that keeps the connection alive: it has a name of
 * its own, and tells of no choice, no error, no cost.
 * @param value what its data says
 */
export const isAside = (event: string | undefined, value: unknown): boolean => {
  if (!event || event === 'message' || event === 'error') return false
  const { choices, error, usage } = fieldsOf(value)
  return !Array.isArray(choices) && !isTelling(error) && Object.keys(fieldsOf(usage)).length === 0
}

/** Whether data is one word, which may keep a connection alive too: `[HEARTBEAT]`, `keep-alive`. */
export const isBareWord = (data: string): boolean =>
  /^(?:[a-z][\w-]{0,60}|\[[a-z][\w -]{0,60}\])$/i.test(data.trim())
