import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { median, rate, timed } from './measure.ts'
import { startClew, startScript, withFolder } from './processes.ts'

const TOKENS = 200
const MODEL = `tokens-${TOKENS}`

/** Streams of 200 tokens: what Clew adds to the model's own time, and how many it carries at once. */
export const streamMarks = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    const model = await startScript('model-server.ts')
    const server = await startClew(dir, {
      CLEW_MODEL_BASE_URL: `${model.url}/v1`,
      CLEW_MODEL_API_KEY: 'bench',
    })
    const relay = await startScript('relay-server.ts', model.url)
    const alone = new Client(model.url, 50)
    const relayed = new Client(relay.url, 50)
    const clew = new Client(server.url, 50)
    try {
      return await streamFigures(alone, relayed, clew)
    } finally {
      alone.close()
      relayed.close()
      clew.close()
      await Promise.all([server.stop(), relay.stop(), model.stop()])
    }
  })

async function streamFigures(alone: Client, relayed: Client, clew: Client): Promise<Figure[]> {
  const prompt = { model: MODEL, stream: true, messages: [{ role: 'user', content: 'Hello' }] }
  const assistant = await clew.json<{ id: string }>('POST', '/v1/assistants', { model: MODEL })
  const run = async () => {
    const text = await clew.text('POST', '/v1/threads/runs', {
      assistant_id: assistant.id,
      stream: true,
      thread: { messages: [{ role: 'user', content: 'Hello' }] },
    })
    if (!text.includes('event: thread.run.completed'))
      throw new Error(`no end: ${text.slice(-400)}`)
  }
  const own = () => alone.text('POST', '/v1/chat/completions', prompt)
  const ownTime = median(await timed(100, own))
  const time = median(await timed(100, run))
  const ownRate = await rate(50, 4, own)
  const relayRate = await rate(50, 4, () => relayed.text('POST', '/', prompt))
  const runRate = await rate(50, 5, run)
  return [
    {
      what: `stream of ${TOKENS} tokens, over the model's own ${ownTime.toFixed(1)} ms, p50`,
      value: time - ownTime,
      unit: 'ms',
      mark: { atMost: 20 },
    },
    {
      what: `streams of ${TOKENS} tokens, 50 clients`,
      value: runRate,
      unit: '/s',
      mark: { atLeast: 80 },
      floor: { value: ownRate, of: 'the model alone' },
    },
    {
      what: 'the same through a bare relay, which keeps nothing',
      value: relayRate,
      unit: '/s',
      floor: { value: ownRate, of: 'the model alone' },
    },
  ]
}
