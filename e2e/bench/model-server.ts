// An OpenAI-compatible endpoint that answers at once. How is told by the model's name:
// `tokens-200` sends 200 pieces, `tokens-1000-20-4` a thousand pieces of 20 characters, 4 ms apart;
// `stamps-200-50-3000` waits 3 s, then sends 200 pieces 50 ms apart, each telling when it was sent.
import { type ServerResponse, createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

const WORDS = 'The parcel left the depot in the morning and is on its way to you. '

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`

async function stream(model: string, response: ServerResponse): Promise<void> {
  const [, count = 200, size = 5, pause = 0] = model.split('-').map(Number)
  const text = WORDS.repeat(Math.ceil((count * size) / WORDS.length))
  response.setHeader('content-type', 'text/event-stream')
  response.write(chunk({ role: 'assistant', content: '' }))
  for (let index = 0; index < count; index += 1) {
    const piece = text.slice(index * size, (index + 1) * size)
    // Paragraphs, as answers have them, without making it longer.
    const content = index % 25 === 24 && size > 2 ? `${piece.slice(0, -2)}\n\n` : piece
    response.write(chunk({ content }))
    if (pause > 0) await delay(pause)
  }
  response.write(chunk({}, 'stop'))
  response.end('data: [DONE]\n\n')
}

/** Each piece holds its number and the machine's monotonic time in microseconds: `~7@123456~ `. */
async function stamps(model: string, response: ServerResponse): Promise<void> {
  const [, count = 200, pause = 50, wait = 0] = model.split('-').map(Number)
  response.setHeader('content-type', 'text/event-stream')
  response.write(chunk({ role: 'assistant', content: '' }))
  await delay(wait)
  const started = performance.now()
  for (let index = 0; index < count; index += 1) {
    // One piece late is no reason for all that follow to be.
    await delay(Math.max(0, started + index * pause - performance.now()))
    const now = process.hrtime.bigint() / 1000n
    response.write(chunk({ content: `~${index}@${now}~ ` }))
  }
  response.write(chunk({}, 'stop'))
  response.end('data: [DONE]\n\n')
}

const server = createServer((request, response) => {
  void (async () => {
    let text = ''
    for await (const part of request) text += String(part)
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'application/json')
      return void response.end('{"object":"list","data":[]}')
    }
    // Only the bench talks to it.
    const { model } = JSON.parse(text) as { model: string }
    await (model.startsWith('stamps') ? stamps : stream)(model, response)
  })()
})
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address()
  console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
})
process.on('SIGTERM', () => process.exit(0))
