import { newStore } from '../util/store.ts'
import type { temml as drawer } from './temml.ts'

type Temml = typeof drawer

const loaded = newStore<Temml | undefined>(undefined)

/** What draws formulas, where it is there already. */
export const loadedTemml = (): Temml | undefined => loaded.get()

/** The same in a component, which is drawn again once it is there. */
export const useLoadedTemml = (): Temml | undefined => loaded.use()

export const loadTemml = async (): Promise<Temml> => {
  const { temml } = await import('./temml.ts')
  // No formula on screen has asked for its letters yet.
  void document.fonts.load('1em "STIX Two Math"')
  loaded.set(temml)
  return temml
}

/** Marks that formulas stand between; prices, commands and code may have them too. */
const MARKS = /\$[^$]*\$|\\[([]|\\begin\{|(?:`{3}|~{3})\s*math/

/** Whether a text may hold a formula. */
export const mayHoldFormula = (text: string): boolean => MARKS.test(text)
