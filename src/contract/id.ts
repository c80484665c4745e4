/** What an id of each object begins with. */
export const ID_PREFIX = {
  thread: 'thread_',
  message: 'msg_',
  run: 'run_',
  run_step: 'step_',
  assistant: 'asst_',
  tool_call: 'call_',
  file: 'file-',
  vector_store: 'vs_',
  vector_store_file_batch: 'vsfb_',
  upload: 'upload_',
  upload_part: 'part_',
  person: 'person_',
  label: 'label_',
  review: 'review_',
  review_act: 'act_',
  request: 'req_',
} as const

/** What follows the prefix in an id made here, as in those of the hosted service: base62 characters. */
export const ID_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
export const ID_LENGTH = 24

export type IdKind = keyof typeof ID_PREFIX
