import { withKnownEnvironments } from './environments.ts'
import { whenDrawn } from './formula-size.ts'
import { loadedTemml, loadTemml } from './load-temml.ts'
import { withPercentSigns } from './percent.ts'

/** How every formula is drawn. */
export const DRAWING = { throwOnError: true, trust: false, maxExpand: 200 }

/** A formula as Temml takes it. */
export const drawableTex = (source: string): string =>
  withKnownEnvironments(withPercentSigns(source))

const TAG = /<[^>]*>/g
const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" }),
)

/** The text of a formula that is drawn, as its page holds it; null where it is not TeX. */
const drawnText = (source: string, temml: NonNullable<ReturnType<typeof loadedTemml>>) => {
  try {
    return temml
      .renderToString(drawableTex(source), DRAWING)
      .replaceAll(TAG, '')
      .replaceAll(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES.get(entity) ?? entity)
  } catch {
    return null
  }
}

const known = new Map<string, string | null>()
/** Each takes some 30 µs: of a thread with more of them nobody waits for the others. */
const MOST_KNOWN = 10_000

const ask = (): void => void loadTemml().catch(() => undefined)

/** How a formula reads where it is drawn; null where its source is shown, undefined where that cannot be told. */
export const lettersOfFormula = (
  source: string,
): { letters: string | null | undefined; isUnsure: boolean } => {
  if (whenDrawn(source) !== 'soon') return { letters: null, isUnsure: false }
  const told = known.get(source)
  if (told !== undefined) return { letters: told, isUnsure: false }
  const temml = loadedTemml()
  if (!temml) ask()
  if (!temml || known.size >= MOST_KNOWN) return { letters: undefined, isUnsure: !temml }
  const letters = drawnText(source, temml)
  known.set(source, letters)
  return { letters, isUnsure: false }
}
