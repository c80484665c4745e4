import { createContext } from 'react'

/** The `tabIndex` of what can be pressed in a text: Tab leads through the one message that is reached. */
export const TabStopContext = createContext<0 | -1>(0)
