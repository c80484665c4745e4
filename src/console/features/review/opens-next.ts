import { newKept } from '#console/util/kept.ts'

/** Whether a verdict of a queue is saved as it is given, and the next thread opens by itself. */
export const opensNext = newKept('clew.opens-next', (kept) => kept !== 'false')
