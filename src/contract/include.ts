/** The one value `include[]` takes on runs and steps: contents of file search results. */
export const INCLUDE_FILE_SEARCH_CONTENT =
  'step_details.tool_calls[*].file_search.results[*].content'
