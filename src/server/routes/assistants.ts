import type {
  Assistant,
  CreateAssistantRequest,
  ModifyAssistantRequest,
} from '#contract/assistant.ts'

import { noAssistant } from '../http/api-error.ts'
import { checkToolResources, toToolResources } from '../threads/new-thread.ts'
import type { Handlers } from './handler.ts'
import { seconds, toList, toPage } from './page.ts'

export const assistantHandlers = {
  async listAssistants({ services, query }) {
    return toList(await services.store.listAssistants(toPage(query)))
  },

  async createAssistant({ services, body }) {
    await checkToolResources(services.store, body.tool_resources)
    const assistant = newAssistant(body, services.newId('assistant'), seconds(services.clock))
    await services.store.insertAssistant(assistant)
    return assistant
  },

  async getAssistant({ services, params }) {
    const assistant = await services.store.getAssistant(params.assistant_id)
    if (!assistant) throw noAssistant(params.assistant_id)
    return assistant
  },

  async modifyAssistant({ services, params, body }) {
    await checkToolResources(services.store, body.tool_resources)
    const assistant = await services.store.updateAssistant(params.assistant_id, (held) =>
      modified(held, body),
    )
    if (!assistant) throw noAssistant(params.assistant_id)
    return assistant
  },

  async deleteAssistant({ services, params }) {
    const id = params.assistant_id
    if (!(await services.store.deleteAssistant(id))) throw noAssistant(id)
    return { id, object: 'assistant.deleted', deleted: true }
  },
} satisfies Partial<Handlers>

const newAssistant = (
  request: CreateAssistantRequest,
  id: string,
  created_at: number,
): Assistant => ({
  id,
  object: 'assistant',
  created_at,
  name: request.name ?? null,
  description: request.description ?? null,
  model: request.model,
  instructions: request.instructions ?? null,
  tools: request.tools ?? [],
  tool_resources: toToolResources(request.tool_resources),
  metadata: request.metadata ?? {},
  temperature: request.temperature ?? 1,
  top_p: request.top_p ?? 1,
  response_format: request.response_format ?? 'auto',
  ...(request.reasoning_effort && { reasoning_effort: request.reasoning_effort }),
})

/** What the request gives replaces what was there; null takes it back to its default. */
const modified = (held: Assistant, request: ModifyAssistantRequest): Assistant => {
  const fresh = newAssistant({ ...request, model: request.model ?? held.model }, '', 0)
  const given = Object.keys(request).filter((key) => key !== 'model')
  const changes = Object.fromEntries(
    Object.entries(fresh).filter(([key]) => given.includes(key)),
  ) as Partial<Assistant> // a selection of an assistant's own fields
  const next = { ...held, ...changes, model: fresh.model }
  if (request.reasoning_effort === null) delete next.reasoning_effort
  return next
}
