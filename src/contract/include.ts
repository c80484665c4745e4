/** What `include[]` takes on runs and steps: contents of file search results. */
export const INCLUDE_FILE_SEARCH_CONTENT =
  'step_details.tool_calls[*].file_search.results[*].content'
/** On lists of runs and of steps: when each began and ended, to the millisecond. An extension of ours. */
export const INCLUDE_TIMES = 'times' as const
