import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, expectNoAxeViolations, sdkFor, test } from './fixtures.ts'

const MAIN = join(import.meta.dirname, '../dist/server/main.js')

/** The built product as `npm start` runs it; answers its address and the way to stop it. */
const startBuilt = async (dataDir: string) => {
  const args = [MAIN, '--port', '0', '--data', dataDir]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const found = /http:\/\/\S+/.exec(printed)
      if (found) resolve(found[0])
    })
    void ended.then((code) =>
      reject(new Error(`ended with ${code} before it was ready: ${printed}`)),
    )
  })
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return { url, stop }
}

test('the built server opens its console on sample threads, runs, and stops cleanly', async ({
  page,
}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'clew-smoke-'))
  const { url, stop } = await startBuilt(dataDir)
  try {
    const ready = await page.request.get(`${url}/healthz`)
    expect(ready.status()).toBe(200)

    await page.goto(url)
    await expect(page).toHaveTitle(/Clew/)
    await expect(page.getByRole('main')).toBeVisible()
    await expectNoAxeViolations(page)

    const api = sdkFor(url)
    const assistant = await api.beta.assistants.create({ model: 'scripted-instant' })
    const run = await api.beta.threads.createAndRunPoll(
      { assistant_id: assistant.id, thread: { messages: [{ role: 'user', content: 'Hello' }] } },
      { pollIntervalMs: 50 },
    )
    expect(run.status).toBe('completed')
    // A page left open would rightly complain that its server is gone.
    await page.goto('about:blank')
    expect(await stop()).toBe(0)
  } finally {
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
