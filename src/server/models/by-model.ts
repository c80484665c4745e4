/** Of how many models something is remembered. */
const MAX_MODELS = 64

/**
 * What was found out or made for models, by their names. Names come from requests: it begins anew before
 * it holds too many.
 */
export class ByModel<Kept> extends Map<string, Kept> {
  override set(name: string, kept: Kept): this {
    if (!this.has(name) && this.size >= MAX_MODELS) this.clear()
    return super.set(name, kept)
  }
}
