import { expect, test } from 'vitest'

import { EMPTY_RUN_STATE, foldEvent } from '#contract/delta.ts'
import type { StreamEvent } from '#contract/event.ts'
import { CODE, annotationsIn, newCodeApp, outputTo, write } from '#testing/code-runs.ts'
import { logs, madeFile, png } from '#testing/sandbox-by-hand.ts'
import { TOOL, USAGE, answerIn, namesOf } from '#testing/scripted-runs.ts'

import { createRunEngine } from './create-engine.ts'

test('code is a step of its own: told as it is written, then what came of it', async () => {
  const it = await newCodeApp()
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
  const it = await newCodeApp()
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

test('calls of one answer are run in their order, and beside function calls', async () => {
  const it = await newCodeApp(async ({ code }) => {
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

test('a sandbox that does not work is told of; the run goes on', async () => {
  const it = await newCodeApp(() => Promise.reject(new Error('no such file: /opt/secret')))
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
  const it = await newCodeApp(
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

test('a server killed while code runs leaves what was told; the run fails, the thread is free', async () => {
  const it = await newCodeApp(({ code }) =>
    code === '1' ? { outputs: [logs('one\n'), png()] } : new Promise(() => {}),
  )
  const run = await it.create()
  const call = await it.model.nextCall()
  call.emit(...write('1'), ...write('input()', 1))
  call.finish('tool_calls')
  await expect.poll(() => it.sandbox.requests.length).toBe(2)
  await it.until(run, 'thread.run.step.delta')
  const told = async () => JSON.stringify(await it.store.listRunEvents(run.id, 0, 100))
  await expect.poll(told).toContain('"image"')
  // Another server on the same store, with nothing of the first one's memory.
  const second = createRunEngine({ ...it.app.services, sandbox: it.sandbox })
  await second.start()
  const events = await it.streamed(run)
  expect(namesOf(events).slice(-2)).toEqual(['run.step.failed', 'run.failed'])
  expect(await it.steps(run)).toMatchObject([
    {
      status: 'failed',
      step_details: {
        tool_calls: [
          { code_interpreter: { input: '1', outputs: [{ logs: 'one\n' }, { type: 'image' }] } },
          { code_interpreter: { input: 'input()', outputs: [] } },
        ],
      },
    },
  ])
  await it.create()
  await second.stop()
})

test('models that write their code in other ways are understood', async () => {
  const it = await newCodeApp()
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
  const it = await newCodeApp(() => ({ outputs: [logs(long)] }))
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
  const it = await newCodeApp()
  const taken = { type: 'function' as const, function: { name: 'code_interpreter' } }
  await it.create({ tools: [taken, CODE] })
  const call = await it.model.nextCall()
  expect(call.request.tools.map(({ name }) => name)).toEqual([
    'code_interpreter',
    'code_interpreter_',
  ])
})
