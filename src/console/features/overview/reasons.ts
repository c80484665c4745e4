/** Why runs ended, in a few words, by status and reason as the wire has them. */
const words: Readonly<Record<string, string>> = {
  'incomplete max_completion_tokens': 'Completion-token limit',
  'incomplete max_prompt_tokens': 'Prompt-token limit',
  'incomplete content_filter': 'Content filter',
  'failed server_error': 'Error of the model or the server',
  'failed rate_limit_exceeded': 'Rate limit or quota',
  'failed invalid_prompt': 'Prompt not accepted',
  failed: 'Failed, no reason told',
  incomplete: 'Cut short, no reason told',
  expired: 'Ran out of time',
  cancelled: 'Cancelled',
}

/** What is not known is shown as it is called. */
export const reasonWords = (status: string, reason: string | null): string => {
  const name = reason === null ? status : `${status} ${reason}`
  if (Object.hasOwn(words, name)) return words[name] ?? name
  if (reason !== null) return reason.replaceAll('_', ' ')
  return status.replaceAll('_', ' ')
}
