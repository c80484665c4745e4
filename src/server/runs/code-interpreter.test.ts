import { expect, test } from 'vitest'

import { EMPTY_RUN_STATE, foldEvent } from '#contract/delta.ts'
import type { StreamEvent } from '#contract/event.ts'
import type { Annotation, Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { CreateRunRequest, Run } from '#contract/run.ts'
import { newChecker, newEventChecker } from '#testing/openapi.ts'
import { hasShared } from '#testing/recorded.ts'
import { PNG, logs, madeFile, png, sandboxByHand } from '#testing/sandbox-by-hand.ts'
import { TOOL, USAGE, answerIn, namesOf, newRunApp, textOf } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

const CODE = { type: 'code_interpreter' as const }
type Answer = Parameters<typeof sandboxByHand>[0]

const hasApi = hasShared('contract/assistants-openapi.json')
const checkEvent = hasApi ? newEventChecker() : () => []
const check = hasApi ? newChecker() : () => []

const setUp = async (answer: Answer = () => ({ outputs: [logs('4\n')] })) => {
  const sandbox = sandboxByHand(answer)
  const it = await newRunApp({}, { sandbox })
  const threadId = await it.newThread('What is 2 + 2?')
  const create = (request: Partial<CreateRunRequest> = {}) =>
    it.create({ tools: [CODE], ...request }, threadId)
  const steps = async (run: Run) =>
    (await it.store.listRunSteps(run.thread_id, run.id, { limit: 100, order: 'asc' })).data
  /** The stream as clients have it, checked in every way there is. */
  const streamed = async (run: Run) => {
    const events = await it.events(run)
    expect(violations(events)).toEqual([])
    const { data } = await it.app.json<{ data: StreamEvent[] }>(
      'GET',
      `/v1/threads/${run.thread_id}/runs/${run.id}/events?stream=false&limit=1000`,
    )
    expect(data.flatMap(({ event, data: each }) => checkEvent(event, each))).toEqual([])
    return data
  }
  return { ...it, sandbox, threadId, create, steps, streamed }
}

const write = (code: string, index = 0) =>
  [
    { type: 'tool_call', index, name: 'code_interpreter' },
    ...(JSON.stringify({ code }).match(/[^]{1,5}/gu) ?? []).map((piece) => ({
      type: 'tool_call_arguments' as const,
      index,
      arguments: piece,
    })),
  ] as const

const outputTo = (messages: { role: string }[]): string => {
  const last = messages.at(-1)
  return last && 'output' in last ? String(last.output) : ''
}
const annotationsIn = (message: Message | undefined): Annotation[] =>
  message?.content.flatMap((part) => (part.type === 'text' ? part.text.annotations : [])) ?? []

test('code is a step of its own: told as it is written, then what came of it', async () => {
  const it = await setUp()
  const run = await it.create()
  const first = await it.model.nextCall()
  const [offered] = first.request.tools
  expect(offered).toMatchObject({
    name: 'code_interpreter',
    parameters: { properties: { code: { type: 'string' } }, required: ['code'] },
  })
  expect(offered?.description).toContain('sandbox:/mnt/data/name')
  first.emit(...write('print(2 + 2) # "😀"\n'))
  first.finish('tool_calls')

  const second = await it.model.nextCall()
  expect(second.request.messages.slice(1)).toMatchObject([
    {
      role: 'assistant',
      tool_calls: [
        { name: 'code_interpreter', arguments: JSON.stringify({ code: 'print(2 + 2) # "😀"\n' }) },
      ],
    },
    { role: 'tool', name: 'code_interpreter', output: '4\n' },
  ])
  second.say('It is 4.')
  second.finish()

  const events = await it.streamed(run)
  expect(namesOf(events).filter((name, at, all) => name !== all[at - 1])).toEqual([
    'run.created',
    'run.queued',
    'run.in_progress',
    'run.step.created',
    'run.step.in_progress',
    'run.step.delta',
    'run.step.completed',
    'run.step.created',
    'run.step.in_progress',
    'message.created',
    'message.in_progress',
    'message.delta',
    'message.completed',
    'run.step.completed',
    'run.completed',
  ])
  const [step] = await it.steps(run)
  expect(step).toMatchObject({
    status: 'completed',
    usage: USAGE,
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        {
          type: 'code_interpreter',
          code_interpreter: {
            input: 'print(2 + 2) # "😀"\n',
            outputs: [{ type: 'logs', logs: '4\n' }],
          },
        },
      ],
    },
  })
  const beforeItsEnd = events.filter(({ event }) => event !== 'thread.run.step.completed')
  const folded = beforeItsEnd.reduce(foldEvent, EMPTY_RUN_STATE).steps[0]
  expect(folded?.step_details).toEqual(step?.step_details)
  expect(it.sandbox.requests).toMatchObject([{ key: it.threadId, code: 'print(2 + 2) # "😀"\n' }])
})

test('what the model writes is told before it is done', async () => {
  const it = await setUp()
  const run = await it.create()
  const call = await it.model.nextCall()
  call.emit(...write('import math').slice(0, 4))
  const state = async () => {
    const { data } = await it.store.listRunEvents(run.id, 0, 100)
    const [step] = data
      .map((event) => event as StreamEvent)
      .reduce(foldEvent, EMPTY_RUN_STATE).steps
    const details = step?.step_details
    const [made] = details?.type === 'tool_calls' ? details.tool_calls : []
    return made?.type === 'code_interpreter' ? made.code_interpreter : undefined
  }
  await expect.poll(state).toEqual({ input: 'import', outputs: [] })
  await it.runs.cancelRun(run.thread_id, run.id)
  await it.streamed(run)
  expect(await it.steps(run)).toMatchObject([
    {
      status: 'cancelled',
      step_details: { tool_calls: [{ code_interpreter: { input: 'import' } }] },
    },
  ])
})

test('an image is kept, told in the step, and shown after the text of the next message', async () => {
  const it = await setUp(() => ({ outputs: [logs('a'), png(), logs('b'), png()] }))
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...write('plot()'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  second.say('As ')
  second.say('shown.')
  second.emit(...write('plot(2)'))
  second.finish('tool_calls')
  const third = await it.model.nextCall()
  third.finish()
  const events = await it.streamed(run)

  const [step] = await it.steps(run)
  const [call] = step?.step_details.type === 'tool_calls' ? step.step_details.tool_calls : []
  if (call?.type !== 'code_interpreter') throw new Error('not code')
  const { outputs } = call.code_interpreter
  expect(outputs.map(({ type }) => type)).toEqual(['logs', 'image', 'logs', 'image'])
  const ids = outputs.flatMap((output) => (output.type === 'image' ? [output.image.file_id] : []))
  const output = outputTo(second.request.messages)
  expect(output).toContain('ab')
  for (const id of ids) {
    expect(output).toContain(id)
    const file = await it.app.json('GET', `/v1/files/${id}`)
    expect(file).toMatchObject({ purpose: 'assistants_output', bytes: PNG.length })
    expect(check('retrieveFile', file)).toEqual([])
    const content = await it.app.request('GET', `/v1/files/${id}/content`)
    expect(content.headers.get('content-type')).toBe('image/png')
    expect(await content.bytes()).toEqual(PNG)
  }

  const { data } = await it.store.listMessages(it.threadId, { limit: 9, order: 'asc' })
  const shown = ids.map((file_id) => ({ type: 'image_file', image_file: { file_id } }))
  expect(data[1]?.content).toEqual([
    { type: 'text', text: { value: 'As shown.', annotations: [] } },
    ...shown,
  ])
  // The second call's images are others, and its answer had no text.
  expect(data[2]?.content).toMatchObject([
    { type: 'text', text: { value: '' } },
    { type: 'image_file' },
    { type: 'image_file' },
  ])
  const early = events.filter(({ event }) => event !== 'thread.message.completed')
  const folded = early.reduce(foldEvent, EMPTY_RUN_STATE).messages
  expect(folded.map(({ content }) => content)).toEqual(data.slice(1).map(({ content }) => content))
})

test('files that the code made are kept and attached; those that the answer links to, annotated', async () => {
  const it = await setUp(() => ({
    files: [
      madeFile('/mnt/data/a.csv', 'x,y\n'),
      madeFile('/mnt/data/out/my table.csv', '1'),
      madeFile('/mnt/data/scratch.txt', 'left'),
    ],
  }))
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...write('save()'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  expect(outputTo(second.request.messages)).toContain('- sandbox:/mnt/data/a.csv\n')
  const whole =
    '😀 [a](sandbox:/mnt/data/a.csv), [t](sandbox:/mnt/data/out/my%20table.csv), sandbox:/mnt/data/a.csv.'
  for (const piece of whole.match(/[^]{1,7}/gu) ?? []) second.say(piece)
  second.finish()
  await it.streamed(run)

  const message = await answerIn(it.store, it.threadId)
  expect(textOf(message)).toBe(whole)
  const annotations = annotationsIn(message)
  expect(annotations).toMatchObject([
    { type: 'file_path', text: 'sandbox:/mnt/data/a.csv' },
    { type: 'file_path', text: 'sandbox:/mnt/data/out/my%20table.csv' },
    { type: 'file_path', text: 'sandbox:/mnt/data/a.csv' },
  ])
  const files = annotations.flatMap((each) => {
    if (each.type !== 'file_path') throw new Error('not a path')
    expect(whole.slice(each.start_index, each.end_index)).toBe(each.text)
    return [each.file_path.file_id]
  })
  expect(files[0]).toBe(files[2])
  expect(message?.attachments).toMatchObject([
    { file_id: files[0], tools: [CODE] },
    { file_id: files[1], tools: [CODE] },
    { tools: [CODE] },
  ])
  const names = await Promise.all(
    (message?.attachments ?? []).map(async ({ file_id }) => {
      const file = await it.store.getFile(file_id ?? '')
      const content = await it.app.request('GET', `/v1/files/${file_id}/content`)
      return [file?.filename, await content.text()]
    }),
  )
  expect(names).toEqual([
    ['a.csv', 'x,y\n'],
    ['my table.csv', '1'],
    ['scratch.txt', 'left'],
  ])

  // Another run of the thread knows them still; what it makes anew is another file.
  const later = await it.create()
  const third = await it.model.nextCall()
  third.say('Again: sandbox:/mnt/data/out/my%20table.csv or sandbox:/mnt/data/out/my table.csv')
  third.finish()
  await it.streamed(later)
  const { data } = await it.store.listMessages(it.threadId, { limit: 1, order: 'desc' })
  expect(annotationsIn(data[0])).toMatchObject([
    { file_path: { file_id: files[1] } },
    { file_path: { file_id: files[1] } },
  ])
})

test('files of the assistant and the thread are mounted; what is gone is not, and the model is told', async () => {
  const seen: Record<string, string> = {}
  const it = await setUp(async ({ files }) => {
    for (const { filename, open } of files) {
      seen[filename] = ''
      for await (const chunk of await open()) seen[filename] += new TextDecoder().decode(chunk)
    }
    return {}
  })
  const upload = async (name: string, text: string) => {
    const form = new FormData()
    form.set('file', new File([text], name))
    form.set('purpose', 'assistants')
    return (await it.app.json<{ id: string }>('POST', '/v1/files', form)).id
  }
  const [a, b, c, gone] = [
    await upload('data.csv', 'assistant'),
    await upload('data.csv', 'thread'),
    await upload('no"te\n.txt', 'attached'),
    await upload('gone.txt', ''),
  ]
  await it.store.updateAssistant(it.assistant.id, (assistant) => ({
    ...assistant,
    tool_resources: { code_interpreter: { file_ids: [a, gone] } },
  }))
  await it.store.updateThread(it.threadId, (thread) => ({
    ...thread,
    tool_resources: { code_interpreter: { file_ids: [b] } },
  }))
  const attached = { file_id: c, tools: [CODE] }
  await it.app.json('POST', `/v1/threads/${it.threadId}/messages`, {
    role: 'user',
    content: 'This too.',
    attachments: [attached],
  })
  await it.app.request('DELETE', `/v1/files/${gone}`)

  const run = await it.create()
  const call = await it.model.nextCall()
  const description = call.request.tools[0]?.description ?? ''
  expect(description).toContain(
    '- "data.csv" (9 bytes)\n- "data (2).csv" (6 bytes)\n- "no\\"te .txt"',
  )
  expect(description).toContain(gone)
  call.emit(...write('read()'))
  call.finish('tool_calls')
  const next = await it.model.nextCall()
  next.finish()
  await it.streamed(run)
  expect(seen).toEqual({
    'data.csv': 'assistant',
    'data (2).csv': 'thread',
    'no"te .txt': 'attached',
  })
})

test('calls of one answer are run in their order, and beside function calls', async () => {
  const it = await setUp(async ({ code }) => {
    // The first takes longer.
    if (code === 'a = 1') await new Promise(setImmediate)
    return { outputs: [logs(code)], files: [madeFile('/mnt/data/made.txt', code)] }
  })
  const run = await it.create({ tools: [TOOL, CODE] })
  const first = await it.model.nextCall()
  first.emit(...write('a = 1', 0))
  first.emit({ type: 'tool_call', index: 1, name: 'f' })
  first.emit({ type: 'tool_call_arguments', index: 1, arguments: '{}' })
  first.emit(...write('a + 1', 2))
  first.finish('tool_calls')
  const waiting = await it.streamed(run)
  expect(namesOf(waiting).at(-1)).toBe('run.requires_action')
  expect(it.sandbox.requests.map(({ code }) => code)).toEqual(['a = 1', 'a + 1'])
  const held = await it.store.getRun(run.thread_id, run.id)
  const wanted = held?.required_action?.submit_tool_outputs?.tool_calls ?? []
  expect(wanted).toMatchObject([{ function: { name: 'f' } }])

  await it.runs.submitToolOutputs(run.thread_id, run.id, [
    { tool_call_id: wanted[0]?.id ?? '', output: 'yes' },
  ])
  const second = await it.model.nextCall()
  expect(second.request.messages.slice(2)).toMatchObject([
    { name: 'code_interpreter', output: expect.stringContaining('a = 1') },
    { name: 'f', output: 'yes' },
    { name: 'code_interpreter', output: expect.stringContaining('a + 1') },
  ])
  // The files of a call are known after the run has waited, too: of the same name, the last.
  second.say('sandbox:/mnt/data/made.txt')
  second.finish()
  await it.until(run, 'thread.run.completed')
  const message = await answerIn(it.store, it.threadId)
  const [annotation] = annotationsIn(message)
  expect(message?.attachments).toHaveLength(1)
  expect(annotation).toMatchObject({ file_path: { file_id: message?.attachments?.[0]?.file_id } })
  const content = await it.app.request(
    'GET',
    `/v1/files/${message?.attachments?.[0]?.file_id}/content`,
  )
  expect(await content.text()).toBe('a + 1')
  const [step] = await it.steps(run)
  expect(step?.status).toBe('completed')
})

test('our own notes of the files are told to no client', async () => {
  const it = await setUp(() => ({ files: [madeFile('/mnt/data/a.csv', '')] }))
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...write('save()'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  second.say('Done.')
  second.finish()
  await it.streamed(run)
  const base = `/v1/threads/${run.thread_id}/runs/${run.id}`
  const include = 'include[]=step_details.tool_calls[*].file_search.results[*].content'
  for (const path of [`${base}/steps`, `${base}/steps?${include}`]) {
    const steps = await it.app.json<{ data: RunStep[] }>('GET', path)
    expect(check('listRunSteps', steps)).toEqual([])
    expect(JSON.stringify(steps)).not.toContain('/mnt/data')
  }
  const kept = JSON.stringify(await it.steps(run))
  expect(kept).toContain('"/mnt/data/a.csv"')
})

test('a sandbox that does not work is told of; the run goes on', async () => {
  const it = await setUp(() => Promise.reject(new Error('no such file: /opt/secret')))
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...write('1'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  const output = outputTo(second.request.messages)
  expect(output).toContain('not available')
  expect(output).not.toContain('secret')
  second.say('Sorry.')
  second.finish()
  const events = await it.streamed(run)
  expect(namesOf(events).at(-1)).toBe('run.completed')
})

test.each(['cancelled', 'deleted'])('a run that is %s breaks its code off', async (how) => {
  let begun = () => {}
  let reason: unknown
  const running = new Promise<void>((resolve) => (begun = resolve))
  const it = await setUp(
    (_, signal) =>
      new Promise((_resolve, reject) => {
        begun()
        signal.addEventListener('abort', () => {
          reason = signal.reason
          reject(signal.reason)
        })
      }),
  )
  const run = await it.create()
  const call = await it.model.nextCall()
  call.emit(...write('while True: pass'))
  call.finish('tool_calls')
  await running
  if (how === 'deleted') {
    await it.store.deleteThread(it.threadId)
    await expect.poll(() => reason).toBeInstanceOf(Error)
    expect(it.sandbox.ended).toEqual([it.threadId])
    return
  }
  await it.runs.cancelRun(run.thread_id, run.id)
  const events = await it.streamed(run)
  expect(namesOf(events).at(-1)).toBe('run.cancelled')
  expect(reason).toBeInstanceOf(Error)
  expect(await it.steps(run)).toMatchObject([
    {
      status: 'cancelled',
      step_details: {
        tool_calls: [{ code_interpreter: { input: 'while True: pass', outputs: [] } }],
      },
    },
  ])
})

test('models that write their code in other ways are understood', async () => {
  const it = await setUp()
  const run = await it.create()
  for (const given of ['print(1)', '{"input":"print(1)"}', '{"python":"print(1)"}', '{}']) {
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'code_interpreter' })
    call.emit({ type: 'tool_call_arguments', index: 0, arguments: given })
    call.finish('tool_calls')
  }
  const last = await it.model.nextCall()
  expect(outputTo(last.request.messages)).toContain('There was no code')
  last.finish()
  await it.streamed(run)
  expect(it.sandbox.requests.map(({ code }) => code)).toEqual(Array(3).fill('print(1)'))
})

test('much that is printed is cut for the model, not for the reader', async () => {
  const long = `begin ${'x'.repeat(50_000)} end`
  const it = await setUp(() => ({ outputs: [logs(long)] }))
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...write('1'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  const output = outputTo(second.request.messages)
  expect(output.length).toBeLessThan(21_000)
  expect(output).toMatch(/^begin x+\n\[… \d+ characters left out …\]\nx+ end$/)
  second.finish()
  await it.streamed(run)
  const [step] = await it.steps(run)
  expect(step?.step_details).toMatchObject({
    tool_calls: [{ code_interpreter: { outputs: [{ logs: long }] } }],
  })
})

test('a function of the same name keeps it', async () => {
  const it = await setUp()
  const taken = { type: 'function' as const, function: { name: 'code_interpreter' } }
  await it.create({ tools: [taken, CODE] })
  const call = await it.model.nextCall()
  expect(call.request.tools.map(({ name }) => name)).toEqual([
    'code_interpreter',
    'code_interpreter_',
  ])
})
