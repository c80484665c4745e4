import type {
  Assistant,
  CreateAssistantRequest,
  ModifyAssistantRequest,
} from '#contract/assistant.ts'
import type { ToolResources } from '#contract/tool.ts'

import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { newToolResources } from '../making/tool-resources.ts'
import { noAssistant } from '../refusals/assistants.ts'
import type { Services } from '../services.ts'
import { keeping } from '../store/answers.ts'
import type { Brought } from '../store/vector-stores.ts'
import { toList, toPage } from './page.ts'

export const assistantHandlers = {
  async listAssistants({ services, query }) {
    return toList(await services.store.listAssistants(toPage(query)))
  },

  async createAssistant({ services, body, once }) {
    const made = { id: services.newId('assistant'), created_at: seconds(services.clock) }
    const { tool_resources, brought } = await resourcesFor(services, body)
    const assistant = newAssistant(body, tool_resources, made)
    await services.store.insertAssistant(
      assistant,
      brought,
      keeping(once, () => assistant),
    )
    return assistant
  },

  async getAssistant({ services, params }) {
    const assistant = await services.store.getAssistant(params.assistant_id)
    if (!assistant) throw noAssistant(params.assistant_id)
    return assistant
  },

  async modifyAssistant({ services, params, body }) {
    const id = params.assistant_id
    const before = await services.store.getAssistant(id)
    if (!before) throw noAssistant(id)
    const resources = await resourcesFor(services, body, before.tool_resources)
    const { tool_resources, brought } = resources
    const change = (held: Assistant) => modified(held, body, tool_resources)
    const assistant = await services.store.updateAssistant(id, change, brought)
    if (!assistant) throw noAssistant(id)
    return assistant
  },

  async deleteAssistant({ services, params }) {
    const id = params.assistant_id
    if (!(await services.store.deleteAssistant(id))) throw noAssistant(id)
    return { id, object: 'assistant.deleted', deleted: true }
  },
} satisfies Partial<Handlers>

const resourcesFor = async (
  { store, clock, newId }: Services,
  { tool_resources }: ModifyAssistantRequest,
  held?: Assistant['tool_resources'],
): Promise<{ tool_resources: ToolResources; brought?: Brought }> => {
  const asked = { now: seconds(clock), newId }
  const { made, ...resources } = await newToolResources(store, tool_resources, asked, held)
  return { ...resources, ...(made && { brought: { made } }) }
}

const newAssistant = (
  request: CreateAssistantRequest,
  tool_resources: ToolResources,
  { id, created_at }: { id: string; created_at: number },
): Assistant => ({
  id,
  object: 'assistant',
  created_at,
  name: request.name ?? null,
  description: request.description ?? null,
  model: request.model,
  instructions: request.instructions ?? null,
  tools: request.tools ?? [],
  tool_resources,
  metadata: request.metadata ?? {},
  temperature: request.temperature ?? 1,
  top_p: request.top_p ?? 1,
  response_format: request.response_format ?? 'auto',
  ...(request.reasoning_effort && { reasoning_effort: request.reasoning_effort }),
})

/** What the request gives replaces what was there; null takes it back to its default. */
const modified = (
  held: Assistant,
  request: ModifyAssistantRequest,
  resources: ToolResources,
): Assistant => {
  const asked = { ...request, model: request.model ?? held.model }
  const fresh = newAssistant(asked, resources, { id: '', created_at: 0 })
  const given = Object.keys(request).filter((key) => key !== 'model')
  const changes = Object.fromEntries(
    Object.entries(fresh).filter(([key]) => given.includes(key)),
  ) as Partial<Assistant> // a selection of an assistant's own fields
  const next = { ...held, ...changes, model: fresh.model }
  if (request.reasoning_effort === null) delete next.reasoning_effort
  return next
}
