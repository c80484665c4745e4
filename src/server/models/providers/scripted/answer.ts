import type { ModelMessage, ModelRequest } from '#server/models/model.ts'
import { oneLine } from '#server/search/text/cut-line.ts'

import { computedText, isPython } from './python.ts'
import { sampleJson } from './sample-json.ts'
import { SCRIPTED_MODELS } from './script.ts'
import type { Script } from './script.ts'

const LINES_WHEN_LONG = 40

export const textOf = (message: ModelMessage): string => {
  if (message.role === 'tool') return message.output
  if (message.role === 'assistant') return message.content
  return message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}

export const lastUserText = (messages: readonly ModelMessage[]): string => {
  const message = messages.findLast(({ role }) => role === 'user')
  return message ? textOf(message) : ''
}

/** What tools answered since the user last spoke. */
export const freshOutputs = (messages: readonly ModelMessage[]) =>
  messages
    .slice(messages.findLastIndex(({ role }) => role === 'user') + 1)
    .flatMap((message) => (message.role === 'tool' ? [message] : []))

/** What the scripted model says: markdown of every common kind, about what it was given. */
export const answerText = (request: ModelRequest, script: Script, url: string): string => {
  const format = request.response_format
  if (format !== 'auto' && format.type !== 'text') return jsonAnswer(request)
  const said = lastUserText(request.messages)
  const parts = [
    'This is the **scripted model**: no language model is connected, so this answer follows a script.',
    said === '' ? 'Nothing has been said in this thread yet.' : `You wrote:\n\n${quote(said)}`,
    outputsText(request.messages),
    givenList(request),
    rolesTable(request.messages),
    /(^|\W)help(\W|$)/i.test(said) ? modelsList() : exampleCode(request, url),
    script.length === 'long' ? longList() : '',
    'Connect an OpenAI-compatible endpoint to get real answers.',
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

export const REFUSAL =
  'This is the scripted model, and it was told to refuse: I cannot help with that.'

const jsonAnswer = ({ response_format: format, messages }: ModelRequest): string => {
  const said = lastUserText(messages)
  const schema =
    typeof format === 'object' && format.type === 'json_schema'
      ? format.json_schema.schema
      : undefined
  const value = schema ? sampleJson(schema, said) : { scripted: true, you_wrote: clip(said, 500) }
  return JSON.stringify(value, null, 2)
}

const clip = (text: string, length: number): string => {
  const characters = Array.from(text.slice(0, length * 4))
  const whole = characters.length <= length && text.length <= length * 4
  return whole ? text : `${characters.slice(0, length).join('')}…`
}

const quote = (text: string) =>
  clip(text, 400)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')

const code = (text: string) =>
  `\`${
    clip(text, 80)
      .replaceAll(/[`\s]+/g, ' ')
      .trim() || ' '
  }\``

const outputsText = (messages: readonly ModelMessage[]): string =>
  freshOutputs(messages)
    .map(({ name, output }) =>
      isPython({ name })
        ? computedText(output)
        : output.includes('【')
          ? passagesText(output)
          : `The function ${code(name)} answered:\n\n${quote(output)}`,
    )
    .join('\n\n')

const PASSAGES = 3

/** The first passages that a file search found, each said in a sentence and cited by its marker. */
const passagesText = (output: string): string => {
  const passages = [...output.matchAll(/^(【\d+:\d+†[^】]*】)\n([^【]*)/gm)].slice(0, PASSAGES)
  const lines = passages.map(([, marker = '', text = '']) => {
    const said = clip(oneLine(text).replaceAll(/[*_`#|>]/g, ''), 200)
    return `- ${said} ${marker}`
  })
  return `The files say:\n\n${lines.join('\n')}`
}

const givenList = ({ messages, instructions, tools, model }: ModelRequest): string => {
  const images = messages.reduce(
    (count, message) =>
      count +
      (message.role === 'user' ? message.content.filter(({ type }) => type === 'image').length : 0),
    0,
  )
  const lines = [
    `model asked for: ${code(model)}`,
    instructions === '' ? 'no instructions' : `instructions: “${clip(oneLine(instructions), 120)}”`,
    `${messages.length} messages read, ${images} images among them`,
    tools.length === 0
      ? 'no functions'
      : `functions: ${tools.map(({ name }) => code(name)).join(', ')}`,
  ]
  return `It was given\n\n${lines.map((line) => `- ${line}`).join('\n')}`
}

const rolesTable = (messages: readonly ModelMessage[]): string => {
  const rows = (['user', 'assistant', 'tool'] as const).map((role) => {
    const those = messages.filter((message) => message.role === role)
    const characters = those.reduce((sum, message) => sum + textOf(message).length, 0)
    return `| ${role} | ${those.length} | ${characters} |`
  })
  return ['| role | messages | characters |', '| --- | ---: | ---: |', ...rows].join('\n')
}

const exampleCode = ({ model }: ModelRequest, url: string): string =>
  [
    '```ts',
    "import OpenAI from 'openai'",
    '',
    '// Only the base URL differs.',
    `const client = new OpenAI({ baseURL: '${url}/v1', apiKey: 'any' })`,
    `const assistant = await client.beta.assistants.create({ model: ${JSON.stringify(clip(model, 80))} })`,
    '```',
  ].join('\n')

const modelsList = (): string =>
  `Scripted models, to show every state:\n\n${SCRIPTED_MODELS.map(
    ({ id, about }) => `- \`${id}\` ${about}`,
  ).join('\n')}`

const longList = (): string =>
  Array.from(
    { length: LINES_WHEN_LONG },
    (_, line) =>
      `${line + 1}. Line ${line + 1} of a long answer: it is here to be scrolled, searched, selected and stopped, and says nothing else.`,
  ).join('\n')
