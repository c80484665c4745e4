import { toCount } from './answer-fields.ts'
import type { ModelUsage } from './model.ts'
import { type Told, fieldsOf } from './told-frame.ts'

/** What an answer cost, in whatever words and however often an endpoint tells it. */
export class ToldUsage {
  readonly #counts: Partial<ModelUsage> = {}

  /** Takes what a frame tells of it. */
  take(value: unknown): void {
    const usage = fieldsOf(value)
    const prompt = toCount(usage['prompt_tokens'] ?? usage['input_tokens'])
    const completion = toCount(usage['completion_tokens'] ?? usage['output_tokens'])
    if (prompt === undefined && completion === undefined) return
    const total = toCount(usage['total_tokens'])
    // Some leave thoughts out of the completion and count them in the total alone.
    const rest = total === undefined || prompt === undefined ? 0 : total - prompt
    const whole = rest > (completion ?? 0) ? rest : completion
    // Some tell it as it grows, some once more as zeros.
    this.#raise('prompt_tokens', prompt)
    this.#raise('completion_tokens', whole)
  }

  /** As far as it was told. */
  get told(): ModelUsage | undefined {
    const { prompt_tokens = 0, completion_tokens = 0 } = this.#counts
    return prompt_tokens + completion_tokens > 0 ? { prompt_tokens, completion_tokens } : undefined
  }

  /** All that was told, as a frame of its own. */
  get frames(): Told[] {
    return Object.keys(this.#counts).length > 0 ? [{ choices: [], usage: this.#counts }] : []
  }

  #raise(name: keyof ModelUsage, count: number | undefined): void {
    if (count !== undefined) this.#counts[name] = Math.max(this.#counts[name] ?? 0, count)
  }
}
