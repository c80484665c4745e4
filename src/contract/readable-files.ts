// Without zod, so that the console's first script can read them.

/** Endings of files that file search reads by a reader of their own. */
export const DOCUMENTS = ['.pdf', '.docx', '.pptx', '.html', '.htm'] as const
export const TABLES = ['.csv', '.tsv'] as const
/** JSON, and lines of it. */
export const JSON_FILES = (
  'json jsonl ndjson ldjson jsonlines json-seq json5 jsonc jsonld geojson topojson ipynb har ' +
  'webmanifest'
)
  .split(' ')
  .map((name) => `.${name}`)

/** Endings under which it is surely text that is meant. */
const TEXT = new RegExp(
  `^\\.(?:${[
    'txt|text|log|md|markdown|mdx|rst|adoc|tex|srt|vtt|eml|rtf|xml|svg|ya?ml|toml|ini|cfg|conf|env|properties|po',
    'c|h|cc|cpp|hpp|cs|css|scss|go|java|kt|m?[jt]sx?|cjs|php|py|rb|rs|sh|bash|ps1|bat|sql|swift|vue|lua|r|pl',
  ].join('|')})$`,
)

/** The ending of a file's name in small letters, with its point; empty where it has none. */
export const extensionOf = (name: string): string =>
  /[^./](\.[^./]*)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** Whether file search reads files of this ending for certain. Of others it reads those that hold text. */
export const isReadable = (extension: string): boolean =>
  TEXT.test(extension) || [...DOCUMENTS, ...TABLES, ...JSON_FILES].includes(extension)

/** Whether a file holds rows of values, which are more often computed with than searched. */
export const isTable = (extension: string): boolean => TABLES.some((table) => table === extension)
