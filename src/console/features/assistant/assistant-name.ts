import { shownName } from '#console/util/shown-name.ts'
import type { Assistant } from '#contract/assistant.ts'

/** What an assistant is called where a name has to stand. */
export const assistantName = ({ name }: Pick<Assistant, 'name'>): string =>
  shownName(name?.trim() || 'Unnamed assistant')
