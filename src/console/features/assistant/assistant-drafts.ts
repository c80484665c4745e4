import { nanoid } from 'nanoid'
import * as z from 'zod/mini'

import { newDrafts } from '#console/util/drafts.ts'
import { mergeValues } from '#console/util/three-way.ts'
import type { Assistant } from '#contract/assistant.ts'

import {
  type AssistantForm,
  changedFields,
  emptyForm,
  FormChanges,
  noChanges,
  withTyped,
} from './assistant-form.ts'
import { unshownOf, unshownText } from './unshown.ts'

/** Stands for the id where a new assistant is being made on its page. */
export const NEW = 'new'
/** The same in the dialog, which shows fewer fields. */
export const NEW_IN_DIALOG = 'dialog'
/** Where assistants are made. */
export type NewPlace = typeof NEW | typeof NEW_IN_DIALOG
const isNewPlace = (id: string): id is NewPlace => id === NEW || id === NEW_IN_DIALOG

const ofNew = {
  /** JSON of what the form does not show of the assistant that this is a copy of. */
  unshown: z.optional(z.string()),
  /** The same in all tabs, from the first word until it is made: it is made once. */
  id: z.optional(z.string()),
  /** What was asked for last, and the assistants that were known before. Whether it was made is not known. */
  sent: z.optional(z.object({ body: z.string(), known: z.optional(z.array(z.string())) })),
}
const AssistantDraft = z.extend(FormChanges, ofNew)
export type AssistantDraft = z.infer<typeof AssistantDraft>

const isEmpty = (draft: FormChanges) => changedFields(draft).length === 0

/** What no half of is worth anything. Where both changed it, theirs is known to more tabs. */
const wholes = (base: AssistantDraft, mine: AssistantDraft, theirs: AssistantDraft) => {
  const whole = <Part>(was: Part, my: Part, their: Part) =>
    JSON.stringify(their) === JSON.stringify(was) ? my : their
  return {
    unshown: whole(base.unshown, mine.unshown, theirs.unshown),
    id: whole(base.id, mine.id, theirs.id),
    sent: whole(base.sent, mine.sent, theirs.sent),
  }
}

const drafts = newDrafts<AssistantDraft>({
  prefix: 'clew.assistant.',
  empty: noChanges,
  isEmpty,
  parse: (kept) => z.parse(AssistantDraft, kept),
  merge: (base, mine, theirs) => ({
    ...mergeValues(base, mine, theirs),
    ...wholes(base, mine, theirs),
  }),
})

/** What was typed for assistants and not saved yet, by their id. */
export const assistantDrafts: typeof drafts = {
  ...drafts,
  change: (place, change, keeping) =>
    drafts.change(
      place,
      (draft) => {
        const after = change(draft)
        return isNewPlace(place) && after !== draft ? identified(after) : after
      },
      keeping,
    ),
}

/** A draft of a new assistant with an id of its own, for as long as something is written. */
const identified = (draft: AssistantDraft): AssistantDraft => {
  const { mine, base } = draft
  if (isEmpty(draft)) return { mine, base }
  return draft.id === undefined ? { ...draft, id: nanoid() } : draft
}

/** A new assistant like the form of another one, with what that form does not show. */
export const copyOf = (form: Partial<AssistantForm>, assistant?: Assistant): AssistantDraft => {
  const unshown = assistant && unshownText(unshownOf(assistant))
  const typed = withTyped(noChanges(), emptyForm, form)
  return { ...typed, ...(unshown !== undefined && { unshown }) }
}
