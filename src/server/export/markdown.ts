import type { ContentPart, Message } from '#contract/message.ts'
import type { ToolCall } from '#contract/run-step.ts'

import type { RunToExport, ThreadToExport } from './threads-to-export.ts'

/**
 * A thread to be read: its messages in order, then what its runs did. Times are of UTC. What anybody wrote
 * is quoted, so that no text can pass for a message, a run or a thread of its own.
 */
export async function* markdown({
  thread,
  messages,
  runs,
}: ThreadToExport): AsyncGenerator<string> {
  const { id, created_at, metadata } = thread
  yield `# ${inline(metadata['title'] || id)}\n\n${id}, created ${timeText(created_at)}\n`
  const pairs = Object.entries(metadata)
  if (pairs.length > 0)
    yield `\n${pairs.map(([key, value]) => `- ${inline(key)}: ${inline(value)}\n`).join('')}`
  for await (const message of messages) yield `\n${messageText(message)}\n`
  for await (const run of runs) yield `\n${runText(run)}\n`
  yield '\n'
}

const timeText = (seconds: number): string => {
  const date = new Date(seconds * 1000)
  // A stored time may be any number; beyond what a date holds it is told as it is.
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
}

/** A value that would end its line, in one, and without marks of Markdown or of HTML. */
const inline = (text: string): string =>
  plain(text)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*[\]<>#|~&!]|(?<![\p{L}\d])_|_(?![\p{L}\d])/gu, String.raw`\$&`)

/** Without what steers a terminal. */
const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD')

/** As it was written, each line behind a mark that nothing within can end. */
const quoted = (text: string): string =>
  plain(text.replaceAll(/\r\n?/g, '\n'))
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')

const messageText = ({ role, created_at, id, status, content, attachments }: Message): string =>
  [
    `## ${inline(role)}, ${timeText(created_at)}${status === 'completed' ? '' : ` (${status})`}`,
    id,
    ...content.map(partText),
    (attachments ?? [])
      .map(({ file_id }) => `- attachment: ${inline(file_id ?? 'without a file')}`)
      .join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')

const partText = (part: ContentPart): string => {
  switch (part.type) {
    case 'text':
      return quoted(part.text.value)
    case 'refusal':
      return quoted(part.refusal)
    case 'image_file':
      return `[image: ${inline(part.image_file.file_id)}]`
    case 'image_url':
      return part.image_url.url.startsWith('data:')
        ? '[image within the message]'
        : `[image: ${inline(part.image_url.url)}]`
    // A kind that is newer than ours is kept as it came.
    default:
      return block(JSON.stringify(part))
  }
}

const runText = ({ run, steps }: RunToExport): string => {
  const calls = steps.flatMap(({ step_details: details }) =>
    details.type === 'tool_calls' ? details.tool_calls : [],
  )
  const why = run.last_error ? `: ${inline(run.last_error.message)}` : ''
  return [
    `### Run ${run.id}, ${run.status}${why}`,
    `${inline(run.model)}, ${inline(run.assistant_id ?? 'without an assistant')}, ${timeText(run.created_at)}`,
    ...calls.map(callText),
  ].join('\n\n')
}

const callText = (call: ToolCall): string => {
  switch (call.type) {
    case 'function': {
      const { name, arguments: given, output } = call.function
      const answer = output == null ? [] : ['answered', block(output)]
      return [`Called ${inline(name)} with`, block(given), ...answer].join('\n\n')
    }
    case 'code_interpreter':
      return ['Ran', block(call.code_interpreter.input)].join('\n\n')
    case 'file_search':
      return 'Searched files'
    default:
      return block(JSON.stringify(call))
  }
}

/** A text as it stands, within a fence that is longer than any of its own. */
const block = (text: string): string => {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((fence) => fence.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${plain(text.replaceAll(/\r\n?/g, '\n'))}\n${fence}`
}
