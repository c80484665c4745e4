import { none } from './api-error.ts'

export const noAssistant = (id: string) => none('assistant', id)
