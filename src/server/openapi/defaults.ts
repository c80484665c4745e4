import { DEFAULT_CHUNKING } from '#contract/vector-store-file.ts'

const sampling = { temperature: 1, top_p: 1, response_format: 'auto' }
const run = {
  ...sampling,
  stream: false,
  tool_choice: 'auto',
  parallel_tool_calls: true,
  truncation_strategy: { type: 'auto', last_messages: null },
}

const staticDefault = { type: 'static', static: DEFAULT_CHUNKING }

/** What a request's field stands for where it is left out. A test asks the server for each. */
export const DEFAULTS: Record<string, Record<string, unknown>> = {
  CreateAssistantRequest: { ...sampling, tools: [], metadata: {} },
  CreateRunRequest: run,
  CreateThreadAndRunRequest: run,
  CreateMessageRequest: { attachments: [], metadata: {} },
  CreateThreadRequest: { metadata: {}, tool_resources: {} },
  CreateVectorStoreRequest: { name: '', metadata: {} },
  CreateVectorStoreFileRequest: { attributes: {}, chunking_strategy: staticDefault },
  SearchVectorStoreRequest: { max_num_results: 10, rewrite_query: false },
}
