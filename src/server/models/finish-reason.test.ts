import { expect, test } from 'vitest'

import { finishKind } from './finish-reason.ts'

const WORDS: Record<Exclude<ReturnType<typeof finishKind>, 'unknown'>, string> = {
  done: 'stop STOP FINISH_REASON_STOP end_turn eos eos_token stop_sequence COMPLETE tool_calls tool_use function_call stopSequence endTurn tool-calls',
  length:
    'length max_tokens MAX_TOKENS FINISH_REASON_MAX_TOKENS model_length model_context_window_exceeded max_output_tokens token_limit ERROR_LIMIT maxTokens context_length_exceeded max_completion_tokens output_limit',
  content_filter:
    'content_filter content-filter CONTENT_FILTERED guardrail_intervened SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII IMAGE_SAFETY LANGUAGE sensitive refusal ERROR_TOXIC content_filter:SAFETY contentFiltered MODEL_ARMOR_BLOCKED',
  failed:
    'error ERROR network_error MALFORMED_FUNCTION_CALL malformed_tool_use UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS MISSING_THOUGHT_SIGNATURE OTHER abort insufficient_system_resource USER_CANCEL timeout tool_use_failed function_call_filter',
}

test.each(
  Object.entries(WORDS).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind])),
)('%s is %s', (word, kind) => {
  expect(finishKind(word)).toBe(kind)
})

test('the worst of several words decides', () => {
  expect(finishKind('function_call_filter: MALFORMED_FUNCTION_CALL')).toBe('failed')
  expect(finishKind('content_filter: RECITATION')).toBe('content_filter')
})

test.each(['', 'xyzzy', 'FINISH_REASON_UNSPECIFIED', 'pause_turn'])('%j is unknown', (word) => {
  expect(finishKind(word)).toBe('unknown')
})
