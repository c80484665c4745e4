// The floor of the streams: one model's answer to many readers, on bare node:http, kept nowhere.
//   GET /run?model=…    begins an answer and follows it; its number is the header `run`
//   GET /follow?run=…   follows it too
import { type ServerResponse, createServer, request as send } from 'node:http'

const [modelUrl = ''] = process.argv.slice(2)
const HEADERS = { 'content-type': 'text/event-stream' }

const readers: Set<ServerResponse>[] = []

function frame(id: number, value: string): Buffer {
  const delta = { content: [{ index: 0, type: 'text', text: { value } }] }
  const data = JSON.stringify({ id: 'msg_floor', object: 'thread.message.delta', delta })
  return Buffer.from(
    `: at ${Date.now()}\nid: ${id}\nevent: thread.message.delta\ndata: ${data}\n\n`,
  )
}

function begin(model: string, run: Set<ServerResponse>): void {
  let id = 0
  const asked = send(`${modelUrl}/v1/chat/completions`, { method: 'POST' }, (answer) => {
    let rest = ''
    answer.setEncoding('utf8')
    answer.on('data', (text: string) => {
      const frames = (rest + text).split('\n\n')
      rest = frames.pop() ?? ''
      for (const line of frames) {
        if (line === 'data: [DONE]') continue
        // What the model of the bench sends.
        const { choices } = JSON.parse(line.slice(6)) as {
          choices: { delta: { content?: string } }[]
        }
        const content = choices[0]?.delta.content
        if (!content) continue
        const bytes = frame(++id, content)
        for (const reader of run) reader.write(bytes)
      }
    })
    answer.on('end', () => {
      for (const reader of run) reader.end('event: done\ndata: [DONE]\n\n')
    })
  })
  asked.end(JSON.stringify({ model }))
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://floor')
  if (url.pathname === '/run') {
    const run = new Set([response])
    const number = readers.push(run) - 1
    response.writeHead(200, { ...HEADERS, run: String(number) })
    begin(url.searchParams.get('model') ?? '', run)
  } else {
    readers[Number(url.searchParams.get('run'))]?.add(response)
    response.writeHead(200, HEADERS)
  }
  response.flushHeaders()
})
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address()
  console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
})
process.on('SIGTERM', () => process.exit(0))
