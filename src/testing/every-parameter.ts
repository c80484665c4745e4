/** Values for every optional parameter, as the SDKs' own generated suites fill them in. */
export const metadata = { foo: 'string' }
export const codeInterpreter = { type: 'code_interpreter' as const }
export const chunking_strategy = { type: 'auto' as const }
export const ranking_options = { ranker: 'auto' as const, score_threshold: 0 }
const file_search = { max_num_results: 1, ranking_options }
const parameters = { type: 'object', properties: { foo: { type: 'string' } } }
export const weather = {
  type: 'function' as const,
  function: { name: 'get_weather', description: 'description', parameters, strict: true },
}
export const tools = [codeInterpreter, { type: 'file_search' as const, file_search }, weather]
export const include = ['step_details.tool_calls[*].file_search.results[*].content' as const]

/** Every parameter that createRun and createThreadAndRun share. */
export const everyRunParameter = {
  instructions: 'string',
  max_completion_tokens: 256,
  max_prompt_tokens: 256,
  metadata,
  model: 'gpt-4o',
  parallel_tool_calls: true,
  response_format: 'auto' as const,
  temperature: 1,
  tool_choice: 'none' as const,
  tools: [codeInterpreter, codeInterpreter, codeInterpreter],
  top_p: 1,
  truncation_strategy: { type: 'auto' as const, last_messages: 1 },
}

/** A list's page with every parameter given; the cursors enclose what is asked for. */
export const between = (ids: string[]) => {
  const [after = '', , before = ''] = ids
  return { after, before, limit: 1, order: 'asc' as const }
}

export const thrice = async (make: () => Promise<{ id: string }>) => [
  (await make()).id,
  (await make()).id,
  (await make()).id,
]

/** The same file attached three times, for a tool named twice. */
export const attachments = (file_id: string) => {
  const attachment = { file_id, tools: [codeInterpreter, codeInterpreter] }
  return [attachment, attachment, attachment]
}

/** Every parameter that createRun alone has. */
export const withMessages = (fileId: string) => ({
  additional_instructions: 'additional_instructions',
  additional_messages: [
    { content: 'string', role: 'user' as const, attachments: attachments(fileId), metadata },
  ],
  include,
  reasoning_effort: 'none' as const,
})
