import { openEnum } from './primitives.ts'
import { RUN_STATUSES } from './run-status.ts'

/** Apart from the states themselves: whoever only asks about one loads no schemas. */
export const RunStatus = openEnum(...RUN_STATUSES)
