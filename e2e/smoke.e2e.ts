import { expect, expectNoAxeViolations, sdkFor, test } from './fixtures.ts'

test('the built server opens its console on sample threads, runs, and stops cleanly', async ({
  page,
  ownServer,
}) => {
  const { url, stop } = await ownServer({ CLEW_SAMPLES: 'on' })
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
})
