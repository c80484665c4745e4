import { newStore } from '../util/store.ts'

/** Passages whose quote is not in their message any more, as far as that is drawn: by `subjectKey`. */
export const lostPassages = newStore<ReadonlySet<string>>(new Set())
