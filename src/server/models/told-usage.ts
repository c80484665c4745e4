import { toCount } from './answer-fields.ts'
import { type Told, fieldsOf } from './told-frame.ts'

/** What an answer cost, in whatever words and however often an endpoint tells it. */
export class ToldUsage {
  readonly #counts: Record<string, number> = {}

  /** Takes what a frame tells of it. */
  take(value: unknown): void {
    const usage = fieldsOf(value)
    const told = Object.fromEntries(
      (
        [
          ['prompt_tokens', usage['prompt_tokens'] ?? usage['input_tokens']],
          ['completion_tokens', usage['completion_tokens'] ?? usage['output_tokens']],
        ] as const
      ).flatMap(([name, count]) => {
        const tokens = toCount(count)
        return tokens === undefined ? [] : [[name, tokens] as const]
      }),
    )
    if (Object.keys(told).length === 0) return
    const { prompt_tokens: prompt, completion_tokens: completion = 0 } = told
    const total = toCount(usage['total_tokens'])
    // Some leave thoughts out of the completion and count them in the total alone.
    const rest = total === undefined || prompt === undefined ? 0 : total - prompt
    const whole = rest > completion ? { completion_tokens: rest } : {}
    // Some tell it as it grows, some once more as zeros.
    for (const [name, count] of Object.entries({ ...told, ...whole })) {
      this.#counts[name] = Math.max(this.#counts[name] ?? 0, count)
    }
  }

  /** All that was told, as a frame of its own. */
  get frames(): Told[] {
    return Object.keys(this.#counts).length > 0 ? [{ choices: [], usage: this.#counts }] : []
  }
}
