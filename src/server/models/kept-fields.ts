/** What endpoints want back with the output of a call, beside its id. */
export const WITH_CALL = [
  'extra_content',
  'provider_specific_fields',
  'thought_signature',
  'thoughtSignature',
  'signature',
] as const
/** What they want back with the message that made the calls. */
export const KEPT_WITH_MESSAGE = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking_blocks',
  'extra_content',
  'provider_specific_fields',
] as const
