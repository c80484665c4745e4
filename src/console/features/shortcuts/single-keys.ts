import { newKept } from '#console/util/kept.ts'
import type { Tab } from '#console/util/tab.ts'

export const newSingleKeys = (tab?: Tab) =>
  newKept('clew.single-keys', (kept) => kept !== 'false', tab)

/** Whether single keys act; some dictation software types them by accident (WCAG 2.1.4). */
export const singleKeys = newSingleKeys()

export const allowSingleKeys = (allowed: boolean): void => singleKeys.change(() => String(allowed))
