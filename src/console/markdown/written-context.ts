import { createContext } from 'react'

import type { WrittenMessage } from '../api/found-passages.ts'

/** The message around, where a run wrote it: its steps hold the passages that it cites. */
export const WrittenContext = createContext<WrittenMessage | null>(null)
