import { expect, test } from 'vitest'

import { EMPTY_RUN_STATE, foldEvent } from '#contract/delta.ts'
import type { RunStep } from '#contract/run-step.ts'
import { CODE, annotationsIn, newCodeApp, outputTo, write } from '#testing/code-runs.ts'
import { newChecker } from '#testing/openapi.ts'
import { hasShared } from '#testing/recorded.ts'
import { PNG, logs, madeFile, png } from '#testing/sandbox-by-hand.ts'
import { TOOL, answerIn, textOf } from '#testing/scripted-runs.ts'

import { createRunEngine } from './create-engine.ts'

const check = hasShared('contract/assistants-openapi.json') ? newChecker() : () => []

test('an image is kept, told in the step, and shown after the text of the next message', async () => {
  const it = await newCodeApp(() => ({ outputs: [logs('a'), png(), logs('b'), png()] }))
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
    expect(new Uint8Array(await content.arrayBuffer())).toEqual(PNG)
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
  const it = await newCodeApp(() => ({
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
  const it = await newCodeApp(async ({ files }) => {
    for (const file of files) {
      const { filename } = file
      seen[filename] = ''
      for await (const chunk of await file.open()) seen[filename] += new TextDecoder().decode(chunk)
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

test.each([
  ['a drawing of lines, which may hold script,', 'image/svg+xml', 'image-1.svg', '<svg/>'],
  ['what is not the picture that it says', 'image/png', 'image-1.png', '<script>'],
  ['an empty picture', 'image/jpeg', 'image-1.jpg', ''],
] as const)('%s is a file', async (_, mediaType, name, text) => {
  const bytes = new TextEncoder().encode(text)
  const it = await newCodeApp(() => ({ outputs: [{ type: 'image', bytes, mediaType }] }))
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...write('draw()'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  expect(outputTo(second.request.messages)).toContain(`- sandbox:/mnt/data/${name}`)
  second.say(`See sandbox:/mnt/data/${name}`)
  second.finish()
  await it.streamed(run)
  expect((await it.steps(run))[0]?.step_details).toMatchObject({
    tool_calls: [{ code_interpreter: { outputs: [{ type: 'logs', logs: `[${name}]\n` }] } }],
  })
  const message = await answerIn(it.store, it.threadId)
  expect(message?.content.map(({ type }) => type)).toEqual(['text'])
  const [annotation] = annotationsIn(message)
  const id = annotation?.type === 'file_path' ? annotation.file_path.file_id : ''
  const content = await it.app.request('GET', `/v1/files/${id}/content`)
  expect(content.headers.get('content-disposition')).toContain(`filename="${name}"`)
  expect(content.headers.get('content-type')).not.toContain('svg')
  expect(new Uint8Array(await content.arrayBuffer())).toEqual(bytes)
})

test('names of made files hide nothing; links to them are as they are', async () => {
  const path = '/mnt/data/a\n\u202egnp.exe'
  const it = await newCodeApp(() => ({ files: [madeFile(path, 'x')] }))
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...write('save()'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  const link = `sandbox:${encodeURI(path)}`
  expect(outputTo(second.request.messages)).toContain(`- ${link}`)
  second.say(`[it](${link})`)
  second.finish()
  await it.streamed(run)
  const [annotation] = annotationsIn(await answerIn(it.store, it.threadId))
  expect(annotation).toMatchObject({ type: 'file_path', text: link })
  const id = annotation?.type === 'file_path' ? annotation.file_path.file_id : ''
  expect(await it.app.json('GET', `/v1/files/${id}`)).toMatchObject({ filename: 'agnp.exe' })
})

test('our own notes of the files are told to no client', async () => {
  const it = await newCodeApp(() => ({ files: [madeFile('/mnt/data/a.csv', '')] }))
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

test('a run that waited for its client while the server was started anew still knows its files', async () => {
  const it = await newCodeApp(() => ({
    files: [madeFile('/mnt/data/a.csv', 'x')],
    outputs: [png()],
  }))
  const run = await it.create({ tools: [CODE, TOOL] })
  const first = await it.model.nextCall()
  first.emit(...write('save()'), { type: 'tool_call', index: 1, name: 'f' })
  first.finish('tool_calls')
  await it.until(run, 'thread.run.requires_action')
  await it.runs.stop()
  const runs = createRunEngine({ ...it.app.services, sandbox: it.sandbox })
  await runs.start()
  const held = await it.store.getRun(run.thread_id, run.id)
  const [wanted] = held?.required_action?.submit_tool_outputs?.tool_calls ?? []
  await runs.submitToolOutputs(run.thread_id, run.id, [
    { tool_call_id: wanted?.id ?? '', output: 'yes' },
  ])
  const second = await it.model.nextCall()
  const [, , answered] = second.request.messages
  expect(answered).toMatchObject({ output: expect.stringContaining('sandbox:/mnt/data/a.csv') })
  second.say('[a](sandbox:/mnt/data/a.csv)')
  second.finish()
  const status = async () => (await it.store.getRun(run.thread_id, run.id))?.status
  await expect.poll(status).toBe('completed')
  const message = await answerIn(it.store, it.threadId)
  expect(annotationsIn(message)).toMatchObject([
    { file_path: { file_id: message?.attachments?.[0]?.file_id } },
  ])
  expect(message?.content.map(({ type }) => type)).toEqual(['text', 'image_file'])
  await runs.stop()
})
