import type { Assistant } from '#contract/assistant.ts'

import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'

export interface AssistantStore {
  insertAssistant(assistant: Assistant, keep?: Keep<void>): Promise<void>
  getAssistant(id: string): Promise<Assistant | undefined>
  /** Applies `change` to the row as it stands, in one transaction. Undefined when there is none. */
  updateAssistant(
    id: string,
    change: (assistant: Assistant) => Assistant,
  ): Promise<Assistant | undefined>
  deleteAssistant(id: string): Promise<boolean>
  listAssistants(page: Page): Promise<Listed<Assistant>>
}
