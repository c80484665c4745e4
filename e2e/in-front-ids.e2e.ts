import { Hono } from 'hono'

import { UPSTREAM_KEY } from '#testing/published-wire.ts'
import { serveApp } from '#testing/serve.ts'

import { expect, serveWhile } from './fixtures.ts'
import { test as base } from './in-front-fixtures.ts'
import { openThread, screen, send } from './screen.ts'

/** What ids begin with elsewhere, in place of what they begin with here. */
const KINDS = { thread_: 'conv 7:', msg_: 'm~', run_: '8b1f-', asst_: 'helper@' }

const renamed = (text: string, isBack: boolean) =>
  Object.entries(KINDS).reduce((told, [own, other]) => {
    const [from, to] = isBack ? [other, own] : [own, other]
    return told.replaceAll(new RegExp(`${from}(?=[0-9A-Za-z]{24})`, 'g'), to)
  }, text)

/** The server behind, with ids of other forms. */
const renaming = (url: string) => {
  const app = new Hono()
  app.all('*', async (c) => {
    const { pathname, search } = new URL(c.req.url)
    const path = renamed(decodeURIComponent(pathname + search), true)
    const { method } = c.req
    const headers = new Headers(c.req.raw.headers)
    for (const name of ['content-length', 'host', 'accept-encoding']) headers.delete(name)
    const body = method === 'GET' ? undefined : renamed(await c.req.text(), true)
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body }) })
    const type = answer.headers.get('content-type') ?? ''
    return new Response(renamed(await answer.text(), false), {
      status: answer.status,
      headers: { 'content-type': type },
    })
  })
  return app
}

const test = base.extend({
  server: async ({ behind, pace }, use) => {
    const { origin } = new URL(behind.env['CLEW_UPSTREAM_URL'] ?? '')
    const between = await serveApp(renaming(origin))
    const env = { CLEW_UPSTREAM_URL: `${between.url}/v1`, CLEW_UPSTREAM_KEY: UPSTREAM_KEY }
    await serveWhile(pace, use, { ...env, CLEW_LOG_LEVEL: 'fatal' })
    await between.close()
  },
})
test.use({ kind: 'the published wire' })

test('threads whose ids are of another form are opened, read and gone on with', async ({
  page,
  seed,
}) => {
  await seed.assistant()
  const thread = await seed.thread(['First words', 'Yes?'], { title: 'Elsewhere' })
  const id = encodeURIComponent(renamed(thread.id, false))
  await openThread(page, id)
  const { message, row, inspector, runHeading } = screen(page)
  await expect(message('First words').first()).toBeVisible()
  await send(page, 'And more words')
  const answer = message(/scripted model/).first()
  await expect(answer).toBeVisible()
  await expect(answer).not.toHaveAttribute('aria-busy', 'true')
  await expect(runHeading('completed')).toBeVisible()
  // The link of its message leads there, also after the page is loaded anew.
  await inspector.getByRole('link', { name: 'Message' }).click()
  await expect(page).toHaveURL(/run=8b1f-\w+&tab=run#message:m~\w+$/)
  await page.reload()
  await expect(runHeading('completed')).toBeVisible()
  await expect(answer).toBeVisible()
  await page.goto('/threads')
  await row('Elsewhere').getByRole('link').first().click()
  await expect(page).toHaveURL((url) => url.pathname === `/threads/${id}`)
  await expect(message('And more words').first()).toBeVisible()
})
