const sampling = { temperature: 1, top_p: 1, response_format: 'auto' }
const run = {
  ...sampling,
  stream: false,
  tool_choice: 'auto',
  parallel_tool_calls: true,
  truncation_strategy: { type: 'auto', last_messages: null },
}

/** What a request's field stands for where it is left out. A test asks the server for each. */
export const DEFAULTS: Record<string, Record<string, unknown>> = {
  CreateAssistantRequest: { ...sampling, tools: [], metadata: {} },
  CreateRunRequest: run,
  CreateThreadAndRunRequest: run,
  CreateMessageRequest: { attachments: [], metadata: {} },
  CreateThreadRequest: { metadata: {}, tool_resources: {} },
  CreateVectorStoreRequest: { name: '', chunking_strategy: { type: 'auto' }, metadata: {} },
  CreateVectorStoreFileRequest: { chunking_strategy: { type: 'auto' }, attributes: {} },
  SearchVectorStoreRequest: { max_num_results: 10, rewrite_query: false },
}
