// Without zod, so that the console's first script can read them.

/** The pairs that the metadata of an object may have, and the characters of a key and of a value. */
export const MAX_METADATA_PAIRS = 16
export const MAX_METADATA_KEY = 64
export const MAX_METADATA_VALUE = 512

/** The longest name and description of an assistant, in characters. */
export const MAX_NAME_CHARACTERS = 256
export const MAX_DESCRIPTION_CHARACTERS = 512
/** The longest instructions of an assistant or a run, in characters. */
export const MAX_INSTRUCTIONS_CHARACTERS = 256_000

/**
 * The longest text of one message, in characters as JSON Schema counts them: code points, which is also
 * what zod compares (`characters.ts`).
 */
export const MAX_MESSAGE_CHARACTERS = 256_000

/** The most characters in the texts of one message, all its parts together. */
export const MAX_CONTENT_CHARACTERS = 4 * MAX_MESSAGE_CHARACTERS

/** The largest upload. */
export const MAX_FILE_MEGABYTES = 512
export const MAX_FILE_BYTES = MAX_FILE_MEGABYTES * 1024 * 1024

/** The longest name that a file is kept under, in UTF-16 units. */
export const MAX_FILENAME = 255

/** The most tools of an assistant, and of a run that brings its own. */
export const MAX_ASSISTANT_TOOLS = 128
export const MAX_RUN_TOOLS = 20
/** The longest name of a function or of a schema that answers follow, in characters. */
export const MAX_FUNCTION_NAME = 64
/** The longest query of a search in vector stores, in characters, and the most queries of one search. */
export const MAX_QUERY_CHARACTERS = 4096
export const MAX_QUERIES = 16
/** The most passages that a search gives. */
export const MAX_SEARCH_RESULTS = 50
/** The most files that code interpreter is given. */
export const MAX_CODE_INTERPRETER_FILES = 20

/** Both begin at 0. */
export const MAX_TEMPERATURE = 2
export const MAX_TOP_P = 1
/** The least that a run's budget of tokens may be. */
export const LEAST_TOKEN_BUDGET = 256

/** No time on the wire is later, in seconds: it is beyond the year 5000, and most likely in milliseconds. */
export const MAX_SECONDS = 99_999_999_999
