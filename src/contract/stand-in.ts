import type { Assistant } from './assistant.ts'

/** The model of a run whose source names none. */
export const UNKNOWN_MODEL = 'unknown'

/** Marks an assistant that an import made, to stand for whoever answered in its threads. */
export const STAND_IN = { imported: 'true' } as const

export const isStandIn = ({ metadata }: Partial<Pick<Assistant, 'metadata'>>): boolean =>
  metadata?.['imported'] === STAND_IN.imported
