import type { Run } from '#contract/run.ts'

const incompleteReasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    max_completion_tokens:
      'The run reached its completion-token limit, so the answer was cut short.',
    max_prompt_tokens: 'The run reached its prompt-token limit before it could finish.',
    content_filter: 'The content filter stopped the answer.',
  }),
)

/** Why an answer was not whole, in plain words; undefined of a reason that is not known. */
export const incompleteWords = (reason: string): string | undefined => incompleteReasons.get(reason)

/** Why a run did not end well: an error in its own words, else in plain ones. */
export const runReason = (run: Run): string | undefined => {
  const reason = run.incomplete_details?.reason ?? undefined
  if (run.last_error || reason === undefined) return run.last_error?.message
  return incompleteWords(reason) ?? reason.replaceAll('_', ' ')
}
