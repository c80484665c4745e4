import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test, vi } from 'vitest'

// Vite makes the libraries ready first: some ten seconds of work, and more on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const ROOT = join(import.meta.dirname, '../..')

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listening on a port, so never a path
  server.close()
  await once(server, 'close')
  return port
}

/** `npm run dev` on a data folder of its own, and what it says. */
const startDev = async (port: number) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'clew-dev-'))
  const { VITEST: _, NODE_ENV: __, FORCE_COLOR: ___, ...env } = process.env
  const child: ChildProcess = spawn(process.execPath, ['node_modules/vite/bin/vite.js'], {
    cwd: ROOT,
    env: {
      ...env,
      CLEW_PORT: String(port),
      CLEW_DATA: dataDir,
      // Set to nothing it is not set.
      CLEW_HOST: '',
      CLEW_LOG_LEVEL: 'silent',
      // In CI Vite writes in colour too, in the middle of the address that is waited for.
      NO_COLOR: '1',
    },
  })
  let said = ''
  child.stdout?.on('data', (chunk) => (said += String(chunk)))
  child.stderr?.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
    await rm(dataDir, { recursive: true, force: true })
  })
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => said.includes(`:${port}/`) && resolve())
  })
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`ended before it was ready:\n${said}`)
    }),
  ])
  return { said: () => said }
}

test('`npm run dev` serves the console from its sources, and the API beside it', async () => {
  const port = await freePort()
  const dev = await startDev(port)
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: '*/*' } })

  expect((await get('/healthz')).status).toBe(200)
  expect(await (await get('/openapi.json')).json()).toHaveProperty('openapi')
  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } })
  expect(await page.text()).toContain('/src/console/main.tsx')
  // What a browser asks for first: the entry, and the libraries that it imports, made ready for it.
  for (const source of ['/src/console/main.tsx', '/src/console/markdown/hast.ts']) {
    const [library = ''] =
      /\/node_modules\/\.vite\/deps\/[^"]+/.exec(await (await get(source)).text()) ?? []
    expect((await get(library)).status, source).toBe(200)
  }
  expect(dev.said()).not.toMatch(/error/i)
})

test('a port that is taken is told in one line, with what helps', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo // listening on a port, so never a path
  const failed = await startDev(port).catch((error: Error) => error.message)
  expect(failed).toBe(
    `ended before it was ready:\nclew: the console cannot be served: Port ${port} is already in use. Choose another port with CLEW_PORT.\n`,
  )
})
