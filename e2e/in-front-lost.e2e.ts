import { AWAY, expect } from './fixtures.ts'
import { test } from './in-front-fixtures.ts'
import { openLossyLine } from './lossy-line.ts'
import { screen } from './screen.ts'

test.use({ kind: 'the published wire' })

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
