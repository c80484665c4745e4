import { withKnownEnvironments } from './environments.ts'
import { whenDrawn } from './formula-size.ts'
import { loadedTemml, loadTemml } from './load-temml.ts'
import { withPercentSigns } from './percent.ts'

/** How every formula is drawn. */
export const DRAWING = { throwOnError: true, trust: false, maxExpand: 200 }

/** A formula as Temml takes it. */
export const drawableTex = (source: string): string =>
  withKnownEnvironments(withPercentSigns(source))

/** Letters that stand alike in a formula that is drawn and in its source. */
const PLAIN = /^[^\\{}]*$/
const known = new Map<string, boolean>()
/** Each takes some 30 µs: of a thread with more of them the others are taken as drawn. */
const MOST_KNOWN = 10_000

const ask = (): void => void loadTemml().catch(() => undefined)

/** Whether a formula is drawn, and not shown as its source; undefined until that can be told. */
export const isDrawn = (source: string): boolean | undefined => {
  if (PLAIN.test(source)) return true
  if (whenDrawn(source) !== 'soon') return false
  const told = known.get(source)
  if (told !== undefined) return told
  const temml = loadedTemml()
  if (!temml) ask()
  if (!temml || known.size >= MOST_KNOWN) return temml && true
  let isTex = true
  try {
    temml.renderToString(drawableTex(source), DRAWING)
  } catch {
    isTex = false
  }
  known.set(source, isTex)
  return isTex
}
