import type { QueryClient } from '@tanstack/react-query'
import { nanoid } from 'nanoid'

import { LOOK_MS } from '#console/api/ask-once.ts'
import {
  createAssistant,
  knownAssistants,
  lookForAssistant,
  modifyAssistant,
} from '#console/api/assistants.ts'
import { isUnanswered } from '#console/api/failure.ts'
import { fingerprint } from '#console/util/fingerprint.ts'
import type { Patience } from '#console/util/patience.ts'
import type { Assistant, CreateAssistantRequest } from '#contract/assistant.ts'
import { parseExact } from '#contract/exact-json.ts'

import { type AssistantDraft, assistantDrafts, type NewPlace } from './assistant-drafts.ts'

/**
 * Makes the assistant of a draft once, however often that is tried, also after a reload. One that an earlier
 * try made, and that was written on since, is changed to what is written now. @throws {ApiFailure}
 */
export const createOnce = async (
  client: QueryClient,
  place: NewPlace,
  body: CreateAssistantRequest,
  patience: Patience = {},
): Promise<Assistant> => {
  const { id = nanoid(), sent: before } = assistantDrafts.get(place)
  const text = JSON.stringify(body)
  const isSame = before?.body === text
  const made = before?.known && (await madeOf(before, isSame))
  if (made) return isSame ? made : modifyAssistant(made.id, body, patience)
  // What is made by the first try is new to the second one, too.
  const sent = isSame ? before : { body: text, known: knownAssistants(client) }
  assistantDrafts.change(place, (draft) => ({ ...draft, id, sent }), 'now')
  // Another tab that makes the same of this draft has the same key, so that the server does it once.
  const key = `${id}-${fingerprint(text)}`
  try {
    return await createAssistant(body, { key, known: sent.known }, patience)
  } catch (error) {
    if (!isUnanswered(error)) {
      assistantDrafts.change(place, (draft) => ({ ...draft, sent: undefined }), 'now')
    }
    throw error
  }
}

/** What an earlier try made. @throws {ApiFailure} where that cannot be told, and what is written now differs */
const madeOf = async (
  { body, known }: NonNullable<AssistantDraft['sent']>,
  isSame: boolean,
): Promise<Assistant | undefined> => {
  try {
    // The cast: it was a request before it was kept.
    const asked = parseExact(body) as CreateAssistantRequest
    return await lookForAssistant(known, asked, AbortSignal.timeout(LOOK_MS))
  } catch (error) {
    if (!isSame) throw error
    return undefined
  }
}
