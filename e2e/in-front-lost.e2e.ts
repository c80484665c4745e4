import { AWAY, expect } from './fixtures.ts'
import { test } from './in-front-fixtures.ts'
import { openLossyLine } from './lossy-line.ts'
import { screen } from './screen.ts'

test.use({ kind: 'the published wire' })
/** A server that fell is asked for at a pace. */
const PATIENCE = { timeout: 40_000 }

test('a first message whose answer was lost may be at a server that lists nothing: it is sent again by its reader alone', async ({
  page,
  seed,
  behind,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const line = await openLossyLine(behind.env['CLEW_UPSTREAM_URL'] ?? '')
  const front = await ownServer({ ...behind.env, CLEW_UPSTREAM_URL: line.url })
  await seed.assistant()
  const made: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/threads/runs'))
      made.push(request.url())
  })
  await page.goto(`${front.url}/threads/new`)
  const { messageBox, sendButton, message } = screen(page)
  await messageBox.fill('Only once, please')
  await expect(sendButton).toHaveAccessibleName(/^Send and run/)
  line.loseAnswersTo('POST')
  await sendButton.click()
  const unknown = page
    .getByRole('alert')
    .filter({ hasText: 'It is not known whether the message was sent.' })
  const isTold = async () => {
    await expect(unknown).toContainText('does not list its threads')
    await expect(unknown).toContainText('Trying again may do it twice')
    await expect(messageBox).toHaveValue('Only once, please')
  }
  await isTold()
  // What was lost is lost for good, also for a page that is loaded anew and a server that is started anew.
  await page.reload()
  await isTold()
  await front.kill()
  await front.restart()
  await page.reload()
  await isTold()
  expect(made).toHaveLength(1)
  line.loseAnswersTo(undefined)
  await unknown.getByRole('button', { name: 'Try again' }).click()
  await expect(message('Only once, please').first()).toBeVisible()
  await expect(messageBox).toHaveValue('')
  expect(made).toHaveLength(2)
  await page.close()
  await line.close()
})

test('a message of a thread whose server in front fell is told of after a reload, and settled once it stands there', async ({
  page,
  seed,
  behind,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const front = await ownServer(behind.env)
  await seed.assistant()
  const thread = await seed.thread(['Before'])
  await page.goto(`${front.url}/threads/${thread.id}`)
  const { messageBox, sendButton, message } = screen(page)
  await expect(message('Before').first()).toBeVisible()
  await expect(sendButton).toHaveAccessibleName(/^Send and run/)
  let isThere = false
  // It is taken there, and done only once the one in front has fallen.
  behind.knobs.delay = 3000
  behind.knobs.hang = ({ method, path }) => {
    isThere ||= method === 'POST' && path.endsWith('/runs')
    return false
  }
  await messageBox.fill('Only once, please')
  await sendButton.click()
  await expect.poll(() => isThere).toBe(true)
  await front.kill()
  behind.knobs.delay = undefined
  const unknown = page
    .getByRole('alert')
    .filter({ hasText: 'It is not known whether the message was sent.' })
  await expect(unknown).toBeVisible(PATIENCE)
  await front.restart()
  await page.reload()
  const looking = page.getByText('Looking whether the message was sent…')
  await expect(message('Only once, please').first()).toBeVisible(PATIENCE)
  await expect(messageBox).toHaveValue('', PATIENCE)
  await expect(looking).toBeHidden()
  await expect(unknown).toBeHidden()
  await expect(message(/scripted model/).first()).toBeVisible(PATIENCE)
  expect((await behind.api.beta.threads.runs.list(thread.id)).data).toHaveLength(1)
})
