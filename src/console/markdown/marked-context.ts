import { createContext } from 'react'

import type { MarkedText } from './marks.ts'

/** Text without annotations. */
export const UNMARKED: MarkedText = { text: '', marks: [], leftOver: [], pattern: null, unshown: 0 }

/** The marks of the message part around, for the chips in its blocks. */
export const MarkedContext = createContext<MarkedText>(UNMARKED)
