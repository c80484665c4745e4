import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { join } from 'node:path'

import type OpenAI from 'openai'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { KillableServer } from '#testing/killable-server.ts'

// Real processes and sockets, on whatever else the machine is doing.
vi.setConfig({ testTimeout: 30_000 })

const canLimit = spawnSync('prlimit', ['--version']).status === 0

let server: KillableServer
let client: OpenAI
let sockets: Socket[]
beforeEach(async () => {
  server = new KillableServer()
  client = await server.start()
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await server.remove()
})

const health = async () => (await fetch(client.baseURL.replace(/\/v1$/, '/healthz'))).status

const open = async (text = ''): Promise<Socket> => {
  const { hostname, port } = new URL(client.baseURL)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(text)
  return socket
}
const request = (path: string, headers: string, body: string) =>
  `POST /v1${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer x\r\nopenai-beta: assistants=v2\r\n${headers}\r\n\r\n${body}`

test('half a request does nothing, and holds nobody up', async () => {
  const assistant = await client.beta.assistants.create({ model: 'scripted' })
  const halves = [
    'POST /v1/assis',
    request('/assistants', 'content-type: application/json', '').slice(0, -2),
    request('/assistants', 'content-type: application/json\r\ncontent-length: 99', '{"model":"m'),
    request('/assistants', 'transfer-encoding: chunked', 'ff\r\n{"model":"m"}'),
  ]
  const open40 = Array.from({ length: 40 }, (_, at) => open(halves[at % halves.length]))
  const halfway = await Promise.all(open40)
  expect((await client.beta.assistants.list()).data.map(({ id }) => id)).toEqual([assistant.id])
  for (const socket of halfway) socket.destroy()
  expect(await health()).toBe(200)
  expect((await client.beta.assistants.list()).data.map(({ id }) => id)).toEqual([assistant.id])
})

test('an upload that breaks off leaves nothing behind', async () => {
  const incoming = join(server.dir, 'files/.incoming')
  const part = (name: string, value: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${value}`
  const form = `${part('purpose', '\r\n\r\nassistants\r\n')}${part('file', '; filename="a.txt"\r\n\r\n')}`
  const headers = 'content-type: multipart/form-data; boundary=b\r\ncontent-length: 10000000'
  const uploads = await Promise.all(
    Array.from({ length: 5 }, () => open(request('/files', headers, form + 'x'.repeat(200_000)))),
  )
  await expect.poll(() => readdirSync(incoming).length).toBe(5)
  for (const socket of uploads) socket.destroy()
  await expect.poll(() => readdirSync(incoming)).toEqual([])
  expect((await client.files.list()).data).toEqual([])
  expect(await health()).toBe(200)
})

test.skipIf(!canLimit)(
  'more clients than the system allows: those it has go on, and so does it',
  async () => {
    const thread = await client.beta.threads.create({ metadata: { a: 'b' } })
    spawnSync('prlimit', [`--pid=${server.pid}`, '--nofile=60:'])
    const crowd = await Promise.all(Array.from({ length: 100 }, () => open()))
    // Whoever is in is served, as far as it can be; whoever is not is told or turned away.
    for (const socket of crowd) socket.destroy()
    await expect.poll(() => health().catch(() => 0)).toBe(200)
    expect(await client.beta.threads.retrieve(thread.id)).toMatchObject({ metadata: { a: 'b' } })
    await client.beta.threads.messages.create(thread.id, { role: 'user', content: 'Still there?' })
  },
)
