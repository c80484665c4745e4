import * as z from 'zod/mini'

import { newDrafts } from '#console/util/drafts.ts'

import { changedFields, FormChanges, noChanges } from './assistant-form.ts'

/** Stands for the id where a new assistant is being made on its page. */
export const NEW = 'new'
/** The same in the dialog, which shows fewer fields. */
export const NEW_IN_DIALOG = 'dialog'

/** What was typed for assistants and not saved yet, by their id. */
export const assistantDrafts = newDrafts<FormChanges>({
  prefix: 'clew.assistant.',
  empty: noChanges,
  isEmpty: (changes) => changedFields(changes).length === 0,
  parse: (kept) => z.parse(FormChanges, kept),
})
