import type { Message } from '#contract/message.ts'
import type { SearchField } from '#contract/search.ts'

export type Field = SearchField

/**
 * What is true of a document beside its words, each as one word of letters and digits: a search narrowed by
 * them reads only what has them.
 */
export const tags = {
  /** Every document has it. */
  all: 'all',
  /** No document has it. */
  nowhere: 'nowhere',
  thread: (seq: number) => `t${seq}`,
  run: (seq: number) => `r${seq}`,
  message: (seq: number) => `g${seq}`,
  role: (role: Message['role']) => `by${role}`,
  field: (field: Field) => `in${field.replace('_', '')}`,
  model: (model: string) => `m${Buffer.from(model.toLowerCase()).toString('hex')}`,
}

/** The model of a tag, in small letters. */
export const modelOf = (tag: string): string => Buffer.from(tag.slice(1), 'hex').toString()
