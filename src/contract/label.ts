import * as z from 'zod/mini'

import { lineRequest, textRequest } from './plain-text.ts'
import { UnixSeconds, nullable, openEnum, wireForm } from './primitives.ts'

export const MAX_LABEL_NAME = 40
export const MAX_LABEL_DESCRIPTION = 200
/** How many labels there may be, those included that are archived. */
export const MAX_LABELS = 500

export const LABEL_COLORS = [
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
  'gray',
] as const
export type LabelColor = (typeof LABEL_COLORS)[number]

/** One of the words that reviews are given. */
export const Label = z.object({
  id: z.string(),
  object: z.literal('label'),
  /** No two labels have the same, in capitals or not. */
  name: z.string(),
  color: openEnum(...LABEL_COLORS),
  description: nullable(z.string()),
  /** It is not offered any more; reviews that have it keep it. */
  archived: z.boolean(),
  /** The label that it was merged into: reviews that had this one have that one. */
  merged_into: nullable(z.string()),
  created_at: UnixSeconds,
  /** How many threads have a review with it, counted up to 10,000, where that is asked for. */
  threads: z.optional(z.int()),
})
export type Label = z.infer<typeof Label>

const description = z.optional(z.nullable(textRequest(MAX_LABEL_DESCRIPTION)))

export const CreateLabelRequest = z.strictObject({
  name: lineRequest(MAX_LABEL_NAME),
  color: z.optional(z.enum(LABEL_COLORS).register(wireForm, { default: 'gray' })),
  description,
})
export type CreateLabelRequest = z.infer<typeof CreateLabelRequest>

export const ModifyLabelRequest = z.strictObject({
  name: z.optional(lineRequest(MAX_LABEL_NAME)),
  color: z.optional(z.enum(LABEL_COLORS)),
  description,
  archived: z.optional(z.boolean()),
})
export type ModifyLabelRequest = z.infer<typeof ModifyLabelRequest>

/** `into` is the id of the label that stays. */
export const MergeLabelRequest = z.strictObject({ into: z.string() })
export type MergeLabelRequest = z.infer<typeof MergeLabelRequest>

const YES_NO = z.enum(['true', 'false'])

export const ListLabelsQuery = z.object({
  /** Those that are archived or merged, too. */
  include_archived: z.optional(YES_NO.register(wireForm, { type: 'boolean', default: false })),
  include: z.optional(z.array(z.enum(['counts']))),
})
