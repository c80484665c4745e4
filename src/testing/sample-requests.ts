import type { BodyOf } from '#contract/endpoints.ts'

const tools = [
  { type: 'code_interpreter' },
  {
    type: 'file_search',
    file_search: { max_num_results: 5, ranking_options: { ranker: 'auto', score_threshold: 0.5 } },
  },
  {
    type: 'function',
    function: { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true },
  },
] satisfies BodyOf<'createAssistant'>['tools']

const metadata = { colour: 'red' }
const tool_resources = {
  code_interpreter: { file_ids: ['file-1'] },
  file_search: { vector_store_ids: ['vs_1'] },
}

const chunking = {
  type: 'static' as const,
  static: { max_chunk_size_tokens: 300, chunk_overlap_tokens: 100 },
}
const attributes = { author: 'me', year: 2024, draft: false }

const message = {
  role: 'user',
  content: [
    { type: 'text', text: 'x' },
    { type: 'image_file', image_file: { file_id: 'file-1', detail: 'low' } },
    { type: 'image_url', image_url: { url: 'https://example.com/c.png', detail: 'auto' } },
  ],
  attachments: [
    { file_id: 'file-1', tools: [{ type: 'code_interpreter' }, { type: 'file_search' }] },
  ],
  metadata,
} satisfies BodyOf<'createMessage'>

const thread = { messages: [message], tool_resources, metadata } satisfies BodyOf<'createThread'>

const assistant = {
  model: 'm',
  name: 'n',
  description: 'd',
  instructions: 'i',
  reasoning_effort: 'low',
  tools,
  tool_resources,
  metadata,
  temperature: 1,
  top_p: 1,
  response_format: { type: 'json_object' },
} satisfies BodyOf<'createAssistant'>

const run = {
  assistant_id: 'asst_1',
  model: 'm',
  instructions: 'i',
  tools,
  metadata,
  temperature: 1,
  top_p: 0.5,
  stream: false,
  max_prompt_tokens: 256,
  max_completion_tokens: 1000,
  truncation_strategy: { type: 'last_messages', last_messages: 3 },
  tool_choice: { type: 'function', function: { name: 'f' } },
  parallel_tool_calls: true,
  response_format: {
    type: 'json_schema',
    json_schema: { name: 'n', description: 'd', schema: { type: 'object' }, strict: true },
  },
} satisfies BodyOf<'createThreadAndRun'>

/** A request of every JSON operation with every field filled in. */
export const SAMPLE_REQUESTS = {
  createAssistant: assistant,
  modifyAssistant: assistant,
  createThread: thread,
  modifyThread: { tool_resources, metadata },
  createMessage: message,
  modifyMessage: { metadata },
  createRun: {
    ...run,
    reasoning_effort: 'low',
    additional_instructions: 'x',
    additional_messages: [message],
  },
  createThreadAndRun: { ...run, thread, tool_resources },
  modifyRun: { metadata },
  submitToolOutputsToRun: {
    tool_outputs: [{ tool_call_id: 'call_1', output: 'o' }],
    stream: false,
  },
  createVectorStore: {
    file_ids: ['file-1'],
    name: 'n',
    description: 'd',
    expires_after: { anchor: 'last_active_at', days: 7 },
    chunking_strategy: chunking,
    metadata,
  },
  modifyVectorStore: {
    name: 'n',
    expires_after: { anchor: 'last_active_at', days: 7 },
    metadata,
  },
  searchVectorStore: {
    query: ['q'],
    rewrite_query: true,
    max_num_results: 5,
    filters: {
      type: 'and',
      filters: [
        { type: 'eq', key: 'k', value: 'v' },
        { type: 'in', key: 'k', value: ['v', 1] },
      ],
    },
    ranking_options: { ranker: 'auto', score_threshold: 0.5 },
  },
  createVectorStoreFile: { file_id: 'file-1', chunking_strategy: chunking, attributes },
  updateVectorStoreFileAttributes: { attributes },
  createVectorStoreFileBatch: {
    file_ids: ['file-1'],
    files: [{ file_id: 'file-1', chunking_strategy: { type: 'auto' }, attributes }],
    chunking_strategy: chunking,
    attributes,
  },
  createUpload: {
    filename: 'f',
    purpose: 'assistants',
    bytes: 1,
    mime_type: 'text/plain',
    expires_after: { anchor: 'created_at', seconds: 3600 },
  },
  completeUpload: { part_ids: ['part_1'], md5: 'x' },
} satisfies { [Name in Written]: BodyOf<Name> }

type Written =
  | 'createAssistant'
  | 'modifyAssistant'
  | 'createThread'
  | 'modifyThread'
  | 'createMessage'
  | 'modifyMessage'
  | 'createRun'
  | 'createThreadAndRun'
  | 'modifyRun'
  | 'submitToolOutputsToRun'
  | 'createVectorStore'
  | 'modifyVectorStore'
  | 'searchVectorStore'
  | 'createVectorStoreFile'
  | 'updateVectorStoreFileAttributes'
  | 'createVectorStoreFileBatch'
  | 'createUpload'
  | 'completeUpload'
