import { createContext } from 'react'

/** Whether the text is for paper: nothing on it can be pressed, so that all is told at once. */
export const PrintedContext = createContext(false)
