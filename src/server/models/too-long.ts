import type { TooLong } from './model.ts'

/** The words of endpoints of every make for a prompt that the model's window cannot hold. */
const TOO_LONG =
  /context[ _-]?(?:length|size|window)|prompt (?:is )?too long|too many (?:input )?tokens|maximum (?:model|input|prompt) length|token count.{0,40}exceeds/i
/** A limit over time, which waiting lifts. */
const RATE = /per (?:minute|min|hour|day)|rate.?limit/i

/** Where they say how long the window is, most particular first. */
const LIMITS = [
  /"n_ctx"\s*:\s*(\d+)/,
  /(?:context|model|input|prompt) length (?:is only|is|of) ([\d,]+)/i,
  />\s*([\d,]+) maximum/i,
  /([\d,]+) maximum context/i,
  /(?:allowed|maximum|limit|window|size)\D{0,30}([\d,]{3,})/i,
]
const LEAST = 256

/** Whether an endpoint's refusal says that the prompt is too long. `body` is JSON, or any text. */
export const tooLongIn = (body: string): TooLong | undefined => {
  if (!TOO_LONG.test(body) || RATE.test(body)) return undefined
  const limits = LIMITS.map((pattern) => toNumber(pattern.exec(body)?.[1]))
  return { limit: limits.find((limit) => limit >= LEAST) }
}

const toNumber = (text: string | undefined): number => Number(text?.replaceAll(',', '') ?? NaN)
