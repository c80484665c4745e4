import type * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'

/** Words for what a schema refuses: zod/mini itself says only "Invalid input". Given to each parse. */
export const explained = { error: en().localeError } satisfies z.core.ParseContext<z.core.$ZodIssue>
