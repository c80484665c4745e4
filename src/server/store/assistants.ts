import type { Assistant } from '#contract/assistant.ts'

import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'
import type { Brought } from './vector-stores.ts'

export interface AssistantStore {
  /** Inserts an assistant and what it brings, all or nothing. */
  insertAssistant(assistant: Assistant, brought?: Brought, keep?: Keep<void>): Promise<void>
  getAssistant(id: string): Promise<Assistant | undefined>
  /** Applies `change` to the row as it stands, in one transaction. Undefined when there is none. */
  updateAssistant(
    id: string,
    change: (assistant: Assistant) => Assistant,
    brought?: Brought,
  ): Promise<Assistant | undefined>
  deleteAssistant(id: string): Promise<boolean>
  listAssistants(page: Page): Promise<Listed<Assistant>>
}
