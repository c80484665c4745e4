import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { REFUSED, expect, sdkFor, test } from './fixtures.ts'
import { openThread, screen, send } from './screen.ts'

const HOSTILE = [
  '<script>window.pwned = 1</script><img src=x onerror="window.pwned = 2">',
  '<svg onload="window.pwned = 3"></svg><iframe srcdoc="<script>parent.pwned = 4</script>"></iframe>',
  '[press me](javascript:window.pwned=5) [and me](data:text/html,<script>pwned=6</script>)',
  '<a href="javascript:window.pwned=7">link</a> <style>body { display: none }</style>',
  '![inline](data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="pwned=8"/>)',
  '<form action="https://evil.example"><button>Submit</button></form>',
  '| a |\n| - |\n| <b onmouseover="window.pwned=9">cell</b> |',
].join('\n\n')

test('every page forbids foreign code, and nothing breaks that', async ({ page, seed }) => {
  await page.addInitScript(() => {
    const broken: string[] = []
    Object.assign(window, { broken })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      broken.push(`${violatedDirective} ${blockedURI}`),
    )
  })
  const thread = await seed.thread(['Hello'])
  for (const path of ['/', '/threads', `/threads/${thread.id}`, '/assistants', '/nowhere']) {
    const response = await page.goto(path)
    const policy = response?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*/)
    await expect(page.getByRole('main')).toBeVisible()
    expect(await page.evaluate(() => Reflect.get(window, 'broken') as unknown)).toEqual([])
  }
})

test('a message is text: its HTML, scripts and links of other kinds do nothing', async ({
  page,
  seed,
}) => {
  const thread = await seed.thread(['Show me', HOSTILE], { title: '<img src=x onerror=pwned=10>' })
  await openThread(page, thread.id)
  const { log, message, title, row } = screen(page)
  const hostile = message('press me')
  await expect(hostile).toContainText('<script>window.pwned = 1</script>')
  await expect(title).toHaveText('<img src=x onerror=pwned=10>')
  await expect(row('<img src=x onerror=pwned=10>')).toBeVisible()
  expect(await log.evaluate(tagsIn)).toEqual([])
  await expect(log.getByRole('link')).toHaveCount(0)
  await hostile.getByText('press me').click()
  await hostile.getByText('cell').hover()
  expect(await page.evaluate(() => Reflect.get(window, 'pwned') as unknown)).toBeUndefined()
  expect(page.url()).toContain(thread.id)
})

/** Elements that a message must never bring, and attributes that would run. */
const tagsIn = (log: Element) =>
  [...log.querySelectorAll('*')].flatMap((element) => {
    const isForeign = /^(script|iframe|style|form|object|embed|link)$/i.test(element.tagName)
    const runs = element.getAttributeNames().some((name) => name.startsWith('on'))
    return isForeign || runs ? element.outerHTML : []
  })

test('file names are text, and a file of HTML is downloaded, never opened', async ({
  page,
  seed,
  api,
}) => {
  const name = '<img src=x onerror=pwned=1>.html'
  const file = await seed.file(name, '<script>opener.pwned = 2</script>')
  const thread = await api.beta.threads.create({
    messages: [
      {
        role: 'user',
        content: 'Look',
        attachments: [{ file_id: file.id, tools: [{ type: 'code_interpreter' }] }],
      },
    ],
  })
  await openThread(page, thread.id)
  const { log, message } = screen(page)
  await expect(message('Look').getByRole('link')).toContainText(name)
  expect(await log.evaluate(tagsIn)).toEqual([])
  const response = await page.request.get(`/api/files/${file.id}/content`, {
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  expect(response.headers()['content-disposition']).toMatch(/^attachment/)
  expect(response.headers()['x-content-type-options']).toBe('nosniff')
  const downloading = page.waitForEvent('download')
  await message('Look').getByRole('link').click()
  await downloading
  expect(await page.evaluate(() => Reflect.get(window, 'pwned') as unknown)).toBeUndefined()
})

test('the key to a model never reaches the browser, even when the endpoint repeats it', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  allowErrors(REFUSED)
  const key = 'sk-very-secret-0123456789'
  const given: (string | undefined)[] = []
  const endpoint = createServer((request, response) => {
    given.push(request.headers.authorization)
    const error = { message: `Incorrect key: ${request.headers.authorization}`, type: 'auth' }
    response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  const { port } = endpoint.address() as AddressInfo // it listens on a port
  const own = await ownServer({
    CLEW_MODEL_BASE_URL: `http://127.0.0.1:${port}/v1`,
    CLEW_MODEL_API_KEY: key,
  })
  const received: string[] = []
  page.on('response', (response) => {
    received.push(JSON.stringify(response.headers()))
    // The stream of changes has no end: what it tells is read below.
    void response.text().then(
      (text) => received.push(text),
      () => undefined,
    )
  })
  const feed = `${own.url}/api/changes`
  const [, from = ''] = /id: (\d+)/.exec(await told(feed, own.url, 'data: {}')) ?? []
  const api = sdkFor(own.url)
  await api.beta.assistants.create({ model: 'gpt-4o', name: 'Support' })
  const thread = await api.beta.threads.create()
  await page.goto(`${own.url}/threads/${thread.id}`)
  const { runHeading, inspector } = screen(page)
  await send(page, 'Hello?')
  await expect(runHeading('failed')).toBeVisible()
  await expect(inspector).toContainText('401')
  await inspector.getByText('The run as JSON').click()
  await page.getByRole('link', { name: 'Assistants' }).click()
  await page
    .getByRole('region', { name: 'Assistants' })
    .getByRole('link', { name: /Support/ })
    .click()
  await expect(page.getByRole('form', { name: 'Edit assistant' })).toBeVisible()

  const session = await fetch(`${own.url}/api/session`, { headers: { origin: own.url } })
  const changes = await told(`${feed}?after=${from}`, own.url, 'run.modified')
  received.push(await session.text(), changes, await page.content())
  expect(given).toContain(`Bearer ${key}`)
  expect(received.length).toBeGreaterThan(10)
  // The stream of the run is among it, with what the endpoint said.
  await expect
    .poll(() => received.some((text) => text.includes('event: thread.run.failed')))
    .toBe(true)
  expect(received.filter((text) => text.includes(key))).toEqual([])
  endpoint.close()
})

/** What a stream of events tells up to a word. */
const told = async (url: string, origin: string, upTo: string): Promise<string> => {
  const stop = new AbortController()
  const { body } = await fetch(url, { headers: { origin }, signal: stop.signal })
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (reader && !text.includes(upTo)) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  stop.abort()
  return text
}
