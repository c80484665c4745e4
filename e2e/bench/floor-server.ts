// The floor: the same work with nothing in between, on bare node:http and bare node:sqlite.
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const [path = ':memory:', rows = '0'] = process.argv.slice(2)
const db = new DatabaseSync(path)
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
db.exec('CREATE TABLE messages (seq INTEGER PRIMARY KEY, thread INTEGER, body TEXT)')
db.exec('CREATE INDEX by_thread ON messages (thread, seq)')
const insert = db.prepare('INSERT INTO messages (thread, body) VALUES (1, ?)')
const page = db.prepare(
  'SELECT seq, body FROM messages WHERE thread = 1 AND seq < ? ORDER BY seq DESC LIMIT ?',
)

db.exec('BEGIN')
for (let index = 0; index < Number(rows); index += 1) insert.run(bodyOf(index))
db.exec('COMMIT')

/** A whole message of the wire: the floor answers as many bytes as we do. */
function bodyOf(index: number): string {
  const at = 1_700_000_000 + index
  return JSON.stringify({
    id: `msg_${String(index).padStart(24, '0')}`,
    object: 'thread.message',
    created_at: at,
    thread_id: `thread_${'0'.repeat(24)}`,
    status: 'completed',
    incomplete_details: null,
    completed_at: at,
    incomplete_at: null,
    role: 'user',
    content: [
      {
        type: 'text',
        text: { value: `Message ${index} of many, of a usual length.`, annotations: [] },
      },
    ],
    assistant_id: null,
    run_id: null,
    attachments: [],
    metadata: {},
  })
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://floor')
  if (request.method === 'POST') {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    insert.run(JSON.stringify(JSON.parse(text)))
    return void response.end('{"ok":true}')
  }
  if (url.pathname !== '/page') return void response.end('{"ok":true}')
  const before = Number(url.searchParams.get('before') ?? Number.MAX_SAFE_INTEGER)
  // The columns are those of the statement above.
  const data = page.all(before, Number(url.searchParams.get('limit'))) as {
    seq: number
    body: string
  }[]
  const items = data.map(({ body }) => JSON.parse(body) as object)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ object: 'list', data: items, before: data.at(-1)?.seq }))
}

const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
})
process.on('SIGTERM', () => {
  db.close()
  process.exit(0)
})
