import type OpenAI from 'openai'
import type { RunStep, ToolCall } from 'openai/resources/beta/threads/runs/steps'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

import { createSandbox } from '#server/tools/code-interpreter/create-sandbox.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { newCheckedFetch } from '#testing/checked-fetch.ts'
import { createInstantModels } from '#testing/scripted-models.ts'
import { SDKS } from '#testing/sdks.ts'
import { type Served, serveApp } from '#testing/serve.ts'

// Python takes seconds to start where the machine is busy.
vi.setConfig({ testTimeout: 60_000 })

let app: TestApp
let served: Served
let checked: ReturnType<typeof newCheckedFetch>
beforeAll(async () => {
  app = await newTestApp({}, { models: createInstantModels(), sandbox: createSandbox() })
  served = await serveApp(app.app)
  checked = newCheckedFetch(`${served.url}/v1`)
})
// Every answer and every event of every test was read along.
afterEach(() => expect(checked.findings()).toEqual([]))
afterAll(async () => {
  await served.close()
  await app.close()
})

const clientOf = ({ sdk }: Pick<(typeof SDKS)[number], 'sdk'>): OpenAI => {
  const { fetch } = checked
  return new sdk.OpenAI({ apiKey: 'sk-any', baseURL: `${served.url}/v1`, maxRetries: 0, fetch })
}

const CODE = { type: 'code_interpreter' as const }
const PROGRAM = `import struct, zlib

total = 6 * 7
print("total", total)
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
class Dot:
    def _repr_png_(self):
        return (b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
                + chunk(b"IDAT", zlib.compress(b"\\0\\1\\2\\3")) + chunk(b"IEND", b""))
display(Dot())
open("/mnt/data/größe (1).csv", "w").write("total,😀\\n42,1\\n")
print("done")
`

const ready = async (client: OpenAI, content: string, fileIds: string[] = []) => {
  const assistant = await client.beta.assistants.create({
    model: 'scripted',
    tools: [CODE],
    tool_resources: { code_interpreter: { file_ids: fileIds } },
  })
  const thread = await client.beta.threads.create({ messages: [{ role: 'user', content }] })
  return { assistant_id: assistant.id, threadId: thread.id }
}
const callsIn = (step: RunStep | undefined): ToolCall[] =>
  step?.step_details.type === 'tool_calls' ? step.step_details.tool_calls : []

describe.each(SDKS)('the SDK, $version', ({ sdk }) => {
  test('streams code, what it printed and drew, and the answer that shows it', async () => {
    const client = clientOf({ sdk })
    const { assistant_id, threadId } = await ready(
      client,
      `Please:\n\`\`\`python\n${PROGRAM}\`\`\``,
    )
    const stream = client.beta.threads.runs.stream(threadId, { assistant_id })
    const seen: string[] = []
    let input = ''
    let text = ''
    const done: ToolCall[] = []
    const images: string[] = []
    stream
      .on('toolCallCreated', ({ type }) => seen.push(`created ${type}`))
      .on('toolCallDelta', (delta) => {
        if (delta.type === 'code_interpreter') input += delta.code_interpreter?.input ?? ''
      })
      .on('toolCallDone', (call) => done.push(structuredClone(call)))
      .on('textDelta', ({ value }) => (text += value ?? ''))
      .on('textDone', () => seen.push('text done'))
      .on('imageFileDone', ({ file_id }) => {
        seen.push('image done')
        images.push(file_id)
      })
    const loose: unknown[] = []
    // A loop as people write it: no part but text was ever thought of.
    for await (const event of stream) {
      if (event.event !== 'thread.message.delta') continue
      const [first] = event.data.delta.content as unknown as [{ text: { value: string } }]
      loose.push(first.text.value)
    }
    expect(input).toBe(PROGRAM)
    expect(loose.join('')).toBe(text)
    expect(seen).toEqual(['created code_interpreter', 'text done', 'image done'])

    const [step] = await stream.finalRunSteps()
    expect(callsIn(step)).toMatchObject([
      {
        type: 'code_interpreter',
        code_interpreter: {
          input: PROGRAM,
          outputs: [
            { type: 'logs', logs: 'total 42\n' },
            { type: 'image', image: { file_id: images[0] } },
            { type: 'logs', logs: expect.stringContaining('done\n') },
          ],
        },
      },
    ])
    const shape = (calls: ToolCall[]) =>
      // Versions differ in whether places of a list keep the index that deltas carry.
      JSON.stringify(calls, (key, value: unknown) => (key === 'index' ? undefined : value))
    expect(JSON.parse(shape(done))).toEqual(JSON.parse(shape(callsIn(step))))
    const stored = await client.beta.threads.runs.steps.retrieve(step?.id ?? '', {
      thread_id: threadId,
      run_id: step?.run_id ?? '',
    })
    expect(stored.step_details).toEqual(step?.step_details)

    const [message] = await stream.finalMessages()
    const [first, second] = message?.content ?? []
    if (first?.type !== 'text' || second?.type !== 'image_file') throw new Error('text, then image')
    expect(first.text.value).toBe(text)
    expect(second.image_file.file_id).toBe(images[0])
    const [annotation] = first.text.annotations
    if (annotation?.type !== 'file_path') throw new Error('a path')
    const { start_index, end_index, file_path } = annotation
    expect(text.slice(start_index, end_index)).toBe(annotation.text)
    expect(annotation.text).toBe('sandbox:/mnt/data/gr%C3%B6%C3%9Fe%20%281%29.csv')
    expect(message?.attachments).toEqual([{ file_id: file_path.file_id, tools: [CODE] }])

    const file = await client.files.retrieve(file_path.file_id)
    expect(file).toMatchObject({ filename: 'größe (1).csv', purpose: 'assistants_output' })
    const content = await client.files.content(file.id)
    expect(await content.text()).toBe('total,😀\n42,1\n')
    const image = await client.files.content(images[0] ?? '')
    expect(image.headers.get('content-type')).toBe('image/png')
    expect(new Uint8Array(await image.arrayBuffer()).subarray(1, 4)).toEqual(
      new TextEncoder().encode('PNG'),
    )
  })
})

describe('over several runs', () => {
  const newest = SDKS.find(({ major }) => major === 7) as (typeof SDKS)[number] // it is there
  const logsOf = async (client: OpenAI, threadId: string, run: { id: string }) => {
    const { data } = await client.beta.threads.runs.steps.list(run.id, {
      thread_id: threadId,
      order: 'asc',
    })
    return callsIn(data[0]).flatMap((call) =>
      call.type === 'code_interpreter'
        ? call.code_interpreter.outputs.map((output) =>
            output.type === 'logs' ? output.logs : output.type,
          )
        : [],
    )
  }

  test('files go in, variables stay with their thread, and errors are told', async () => {
    const client = clientOf(newest)
    const upload = (name: string, content: string) =>
      client.files.create({ file: new File([content], name), purpose: 'assistants' })
    const own = await upload('own.csv', 'a\n1\n')
    const { assistant_id, threadId } = await ready(client, 'Hello', [own.id])
    const attached = await upload('attached.txt', 'from the message')
    const ask = async (content: string, file?: string) => {
      await client.beta.threads.messages.create(threadId, {
        role: 'user',
        content,
        attachments: file === undefined ? [] : [{ file_id: file, tools: [CODE] }],
      })
      const run = await client.beta.threads.runs.createAndPoll(threadId, { assistant_id })
      expect(run.status).toBe('completed')
      return logsOf(client, threadId, run)
    }
    const list =
      "import os; kept = 7; print(sorted(os.listdir('/mnt/data')), open('attached.txt').read())"
    expect(await ask(`run: ${list}`, attached.id)).toEqual([
      "['attached.txt', 'own.csv'] from the message\n",
    ])
    expect(await ask('run: kept + 1')).toEqual(['8\n'])
    const [error] = await ask('run: 1 / 0')
    expect(error).toContain('ZeroDivisionError: division by zero')

    const other = await ready(client, 'run: kept')
    const run = await client.beta.threads.runs.createAndPoll(other.threadId, { assistant_id })
    expect((await logsOf(client, other.threadId, run)).join('')).toContain('NameError')
  })

  test('an endless loop ends with its run', async () => {
    const client = clientOf(newest)
    const { assistant_id, threadId } = await ready(client, 'run: while True: pass')
    const stream = client.beta.threads.runs.stream(threadId, { assistant_id })
    let runId = ''
    for await (const { event, data } of stream) {
      if (event === 'thread.run.created') runId = data.id
      const isWritten = event === 'thread.run.step.delta' && JSON.stringify(data).includes('pass')
      if (isWritten) {
        // The code is whole, so it runs, or is about to.
        await client.beta.threads.runs.cancel(runId, { thread_id: threadId })
      }
    }
    const run = await client.beta.threads.runs.retrieve(runId, { thread_id: threadId })
    expect(run.status).toBe('cancelled')
    await client.beta.threads.messages.create(threadId, { role: 'user', content: 'run: 40 + 2' })
    const next = await client.beta.threads.runs.createAndPoll(threadId, { assistant_id })
    expect(await logsOf(client, threadId, next)).toEqual(['42\n'])
  })
})
