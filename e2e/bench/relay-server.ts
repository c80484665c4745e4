// The least that stands between a model and a client of the published wire: it reads the model's events and writes
// one of ours for each. It checks nothing, keeps nothing, and a client that leaves loses the rest.
import { createServer } from 'node:http'

import { createParser } from 'eventsource-parser'

const [model = ''] = process.argv.slice(2)

interface Chunk {
  choices: [{ delta: { content?: string } }]
}

const server = createServer((request, response) => {
  void (async () => {
    let text = ''
    for await (const part of request) text += String(part)
    const answer = await fetch(`${model}/v1/chat/completions`, { method: 'POST', body: text })
    response.setHeader('content-type', 'text/event-stream')
    const parser = createParser({
      onEvent({ data }) {
        if (data === '[DONE]') return
        const [choice] = (JSON.parse(data) as Chunk).choices
        const content = [{ index: 0, type: 'text', text: { value: choice.delta.content ?? '' } }]
        const delta = { id: 'msg_1', object: 'thread.message.delta', delta: { content } }
        response.write(`event: thread.message.delta\ndata: ${JSON.stringify(delta)}\n\n`)
      },
    })
    const decoder = new TextDecoder()
    for await (const bytes of answer.body ?? [])
      parser.feed(decoder.decode(bytes, { stream: true }))
    response.end('event: done\ndata: [DONE]\n\n')
  })()
})
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address()
  console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
})
process.on('SIGTERM', () => process.exit(0))
