import { ApiError, clip, none } from './api-error.ts'

export const noRun = (id: string) => none('run', id)
export const noRunStep = (id: string) => none('run step', id)
export const cannotCancel = (status: string) =>
  new ApiError(400, null, `Cannot cancel run with status '${status}'.`)
export const noOutputsAccepted = (status: string) =>
  new ApiError(400, null, `Runs in status "${status}" do not accept tool outputs.`)

const quoted = (ids: readonly string[]) => `[${ids.map((id) => `'${id}'`).join(', ')}]`
export const wrongOutputs = (expected: readonly string[], got: readonly string[]) =>
  new ApiError(
    400,
    null,
    `Expected tool outputs for call_ids ${quoted(expected)}, got ${quoted(got)}`,
  )

const invalidChoice = (why: string) =>
  new ApiError(400, null, `Invalid value for 'tool_choice': ${why}`, 'tool_choice')
/** A tool choice without any tool to choose. */
export const nothingToChoose = () =>
  invalidChoice("'tool_choice' is only allowed when 'tools' are specified.")
/** A tool choice that names a tool which is not among them. */
export const noSuchTool = (tool: string) =>
  invalidChoice(`no ${clip(tool)} was specified in the 'tools' parameter.`)

/** The server stops while a run that it follows goes on. */
export const stopping = () =>
  new ApiError(503, null, 'The server is stopping. Follow the run again in a moment.')
