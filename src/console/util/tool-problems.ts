import { MAX_FUNCTION_NAME, MAX_SEARCH_RESULTS } from '#contract/limits.ts'

/** The part of a schema's issue that is read here. */
interface Issue {
  path: readonly PropertyKey[]
  params?: Record<string, unknown> | undefined
  code?: string
}

const fields: Record<string, string> = {
  type: 'the type is function, code_interpreter or file_search.',
  name: `the name is of letters, digits, _ or -, up to ${MAX_FUNCTION_NAME} of them.`,
  description: 'the description is a text.',
  parameters: 'the parameters are a JSON Schema, an object.',
  strict: 'strict is true or false.',
  file_search: `max_num_results is from 1 to ${MAX_SEARCH_RESULTS}, and score_threshold from 0 to 1.`,
}

/**
 * What is wrong with each tool of a list, a sentence a line. `at` is where the list begins among the
 * tools of the request, `noun` what its items are called.
 */
export const toolProblems = (
  issues: readonly Issue[],
  tools: readonly unknown[],
  { at = 0, noun = 'Tool' }: { at?: number; noun?: string } = {},
): string[] => {
  const problems = issues.flatMap((issue) => {
    const [part, place, ...rest] = issue.path
    if (part !== 'tools') return []
    const said = refusedText(issue.params?.['refused'])
    if (typeof place !== 'number') return said ?? [`At most as many as the API takes.`]
    const name = nameOf(tools[place])
    const which = `${noun} ${place - at + 1}${name ? ` (${name})` : ''}`
    if (said !== undefined) return `${which}: ${said}`
    const field = rest.findLast((key) => typeof key === 'string' && Object.hasOwn(fields, key))
    const rule = issue.code === 'unrecognized_keys' ? undefined : fields[String(field)]
    return `${which}: ${rule ?? 'it has a "name", and may have "description", "parameters" and "strict".'}`
  })
  return [...new Set(problems)]
}

/** The words of the wire without the name of its parameter, which is none of the form's. */
const refusedText = (refused: unknown): string | undefined =>
  typeof refused === 'object' && refused !== null && 'message' in refused
    ? String(refused.message).replace(
        /^Invalid (?:'tools': f|schema for function '[^']*': )/,
        (all) => (all.endsWith('f') ? 'F' : ''),
      )
    : undefined

const nameOf = (tool: unknown): string | undefined => {
  if (typeof tool !== 'object' || tool === null || !('function' in tool)) return undefined
  const called = tool.function
  if (typeof called !== 'object' || called === null || !('name' in called)) return undefined
  return typeof called.name === 'string' ? called.name : undefined
}
