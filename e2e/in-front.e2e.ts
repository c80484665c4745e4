import type { Page } from '@playwright/test'
import type OpenAI from 'openai'

import { AWAY, REFUSED, expect, expectNoAxeViolations } from './fixtures.ts'
import { KINDS, test } from './in-front-fixtures.ts'
import type { Pace } from './pace.ts'
import { lengthsOf, watchLength } from './reading.ts'
import { choose, letters, openThread, screen, send, tabTo } from './screen.ts'

const WEATHER: OpenAI.Beta.AssistantTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}
/** Runs are asked for at a pace, and after a failure ever more seldom. */
const PATIENCE = { timeout: 40_000 }

const answerOf = (page: Page) => screen(page).message(/scripted model/)

/** What the answer shows, without the line of its role, time and state. */
const shownOf = async (page: Page) =>
  letters(await answerOf(page).first().innerText()).replace(/^Assistant\d+/, '')

/** The last message of a thread as the server behind has it. */
const truthOf = async (api: OpenAI, threadId: string) => {
  const [last] = (await api.beta.threads.messages.list(threadId)).data
  const [part] = last?.content ?? []
  return part?.type === 'text' ? part.text.value : ''
}

/** The thread shows two messages, and the second as the server behind has it. */
const expectTruth = async (page: Page, api: OpenAI, threadId: string) => {
  await expect(answerOf(page)).not.toHaveAttribute('aria-busy', 'true')
  await expect(screen(page).log.getByRole('article')).toHaveCount(2)
  const truth = letters(await truthOf(api, threadId))
  expect(truth).not.toBe('')
  await expect.poll(() => shownOf(page), PATIENCE).toContain(truth)
  expect(await shownOf(page)).toHaveLength(truth.length)
}

/** Lets the model say more, and waits until it is shown. */
const growOn = async (page: Page, pace: Pace) => {
  const { length } = await shownOf(page)
  pace.holdAfter(10)
  await expect.poll(async () => (await shownOf(page)).length, PATIENCE).toBeGreaterThan(length)
}

const expectNoneShrank = async (page: Page) => {
  const lengths = await lengthsOf(page)
  expect(lengths.filter((length, at) => length < (lengths[at - 1] ?? 0))).toEqual([])
}

const refresh = (page: Page) =>
  page.getByRole('main').getByRole('button', { name: 'Refresh' }).click()
const polledMark = (page: Page) => screen(page).inspector.getByText(/^Polled/)

for (const kind of KINDS) {
  test.describe(`in front of ${kind}`, () => {
    // Where the console sees no difference, the poorer of both servers stands for the other.
    // The cast: nothing calls what is left out but as a test.
    const onTheWire = (kind === 'the published wire' ? test : () => {}) as typeof test
    test.use({ kind })
    // The screens are the same in front of either.
    const expectSound = async (page: Page) => {
      if (kind === 'the published wire') await expectNoAxeViolations(page)
    }

    onTheWire(
      'threads are added to an empty list by their ids, read and found',
      async ({ page, seed, behind }) => {
        await page.goto('/threads')
        const { dialog, row, message } = screen(page)
        await expect(page.getByText(`Nothing is mirrored yet from ${behind.host}.`)).toBeVisible()
        await expectSound(page)
        const pond = await seed.thread(['Where is the axolotl?', 'In the pond.'], { title: 'Pets' })
        const other = await seed.thread(['Hello'], { title: 'Greeting' })
        await page.getByRole('button', { name: 'Add threads…' }).first().click()
        const adding = dialog('Add threads')
        const box = adding.getByRole('textbox', { name: 'Ids of threads' })
        await box.fill(`${pond.id}, ${other.id}\nthread_wrong`)
        await adding.getByRole('button', { name: 'Add 3 threads' }).click()
        await expect(adding.getByText('2 of 3 threads added, 1 failed')).toBeVisible()
        await expect(adding.getByRole('progressbar', { name: 'Threads added' })).toHaveAttribute(
          'value',
          '3',
        )
        const failed = adding.getByRole('region', { name: 'Threads that failed' })
        await expect(failed).toContainText('thread_wrong')
        await expect(failed).toContainText('The upstream server has no such thread.')
        await expectSound(page)
        await adding.getByRole('button', { name: 'Close' }).last().click()

        await expect(row('Greeting')).toBeVisible()
        await row('Pets').getByRole('link').click()
        await expect(message('In the pond.')).toBeVisible()
        await expect(page.getByText(`From ${behind.host}, `)).toBeVisible()
        await expectSound(page)
        await page.getByLabel('Search all threads', { exact: true }).fill('axolotl')
        const matches = page.getByRole('list', { name: 'Matches' }).getByRole('link')
        await expect(matches.filter({ hasText: 'Where is the axolotl?' })).toBeVisible()
      },
    )

    onTheWire(
      'a thread whose messages are refused is not shown as empty, and heals once they come',
      async ({ page, seed, behind }) => {
        const matches = ({ path }: { path: string }) => path.endsWith('/messages')
        const body = { error: { message: 'You may not read these messages.' } }
        behind.knobs.fail = { next: Infinity, matches, status: 403, body }
        const thread = await seed.thread(['Where is it?', 'Here.'], { title: 'Kept back' })
        await page.goto('/threads')
        const { dialog, row, message, inspector } = screen(page)
        await page.getByRole('button', { name: 'Add threads…' }).first().click()
        const adding = dialog('Add threads')
        await adding.getByRole('textbox', { name: 'Ids of threads' }).fill(thread.id)
        await adding.getByRole('button', { name: 'Add 1 thread' }).click()
        const failed = adding.getByRole('region', { name: 'Threads that failed' })
        await expect(failed).toContainText('It is in the list, but not all of its messages')
        await adding.getByRole('button', { name: 'Close' }).last().click()
        await expect(row('Kept back')).toContainText('Messages not fetched yet')
        await row('Kept back').getByRole('link').click()
        const told = page.getByRole('status').filter({ hasText: 'Its messages are not here yet' })
        await expect(told).toContainText('403: You may not read these messages.', PATIENCE)
        await expect(inspector.getByText('Not all fetched yet')).toBeVisible()
        await expect(page.getByText(/^\d+ messages?$/)).toHaveCount(0)
        await expect(page.getByText('No messages yet')).toHaveCount(0)
        await expectSound(page)
        behind.knobs.fail = undefined
        await told.getByRole('button', { name: 'Try again' }).click()
        await expect(message('Here.')).toBeVisible()
        await expect(page.getByText('2 messages', { exact: true })).toBeVisible()
        await expect(row('Kept back')).toContainText('Here.')
        await expect(told).toHaveCount(0)
      },
    )

    onTheWire(
      'the dialog for threads is reached, left and done by keyboard alone',
      async ({ page, seed }) => {
        await page.goto('/threads')
        const { dialog, row } = screen(page)
        const adding = dialog('Add threads')
        const box = adding.getByRole('textbox', { name: 'Ids of threads' })
        const button = page.getByRole('button', { name: 'Add threads…' }).first()
        await expect(button).toBeVisible()
        await tabTo(page, 'Add threads…', 'button')
        await page.keyboard.press('Enter')
        await expect(box).toBeFocused()
        await expectSound(page)
        await page.keyboard.press('Escape')
        await expect(adding).toBeHidden()
        await expect(button).toBeFocused()

        const { id } = await seed.thread(['Hello'], { title: 'Typed' })
        await page.keyboard.press('Enter')
        await page.keyboard.type(id)
        await tabTo(page, 'Add 1 thread', 'button')
        await page.keyboard.press('Enter')
        await expect(adding.getByText('1 of 1 thread added')).toBeVisible()
        await page.keyboard.press('Escape')
        await expect(row('Typed')).toBeVisible()
        await expect(button).toBeFocused()
      },
    )

    test('what is sent is answered as it is written, also over reloads', async ({
      page,
      seed,
      behind,
      pace,
    }) => {
      await seed.assistant()
      const thread = await seed.thread([])
      await page.goto(`/threads/${thread.id}`)
      pace.holdAfter(15)
      await send(page, 'Tell me')
      await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true')
      for (let reloads = 0; reloads < 2; reloads++) {
        await watchLength(page)
        await growOn(page, pace)
        await growOn(page, pace)
        await expectNoneShrank(page)
        await page.reload()
        await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true')
      }
      await watchLength(page)
      pace.go()
      await expect(screen(page).runHeading('completed')).toBeVisible(PATIENCE)
      await expectNoneShrank(page)
      await expectTruth(page, behind.api, thread.id)
      await expect(polledMark(page)).toHaveCount(0)
      await expectSound(page)
    })

    onTheWire(
      'two tabs show one run, and end alike',
      async ({ page, context, seed, behind, pace }) => {
        await seed.assistant()
        const thread = await seed.thread([])
        const other = await context.newPage()
        for (const tab of [page, other]) await tab.goto(`/threads/${thread.id}`)
        await expect(screen(other).messageBox).toBeVisible()
        pace.holdAfter(15)
        await send(page, 'Both of you')
        for (const tab of [page, other])
          await expect(answerOf(tab)).toHaveAttribute('aria-busy', 'true')
        await expect(screen(other).sendButton).toBeDisabled()
        await watchLength(other)
        await growOn(other, pace)
        pace.go()
        for (const tab of [page, other]) {
          await expect(screen(tab).runHeading('completed')).toBeVisible(PATIENCE)
          await expectTruth(tab, behind.api, thread.id)
        }
        await expectNoneShrank(other)
        await expect(screen(other).sendButton).toBeEnabled()
      },
    )

    onTheWire(
      'a run that needs outputs is given them here, and completes behind',
      async ({ page, seed, behind }) => {
        await seed.assistant({ tools: [WEATHER] })
        const thread = await seed.thread([])
        await page.goto(`/threads/${thread.id}`)
        const { toolOutputs, runHeading, message, inspector } = screen(page)
        await send(page, 'Please call get_weather for Paris')
        await expect(runHeading('needs outputs')).toBeVisible()
        await expect(toolOutputs).toContainText('"city": "Paris"')
        await toolOutputs
          .getByRole('textbox', { name: 'Output of get_weather' })
          .fill('{"sky": "clear"}')
        await toolOutputs.getByRole('button', { name: 'Submit output' }).click()
        await expect(runHeading('completed')).toBeVisible(PATIENCE)
        await expect(message('The function get_weather answered')).toContainText('"sky": "clear"')
        const steps = inspector.getByRole('region', { name: 'Steps' })
        await expect(steps.getByRole('listitem')).toHaveCount(2)
        await expect(message('get_weather')).toHaveCount(2)
        const [run] = (await behind.api.beta.threads.runs.list(thread.id)).data
        expect(run?.status).toBe('completed')
      },
    )

    onTheWire(
      'a stream that its client leaves at once is shown to its end',
      async ({ page, seed, api, behind, pace }) => {
        const { id: assistant_id } = await seed.assistant()
        const thread = await seed.thread(['Begin'])
        await openThread(page, thread.id)
        pace.holdAfter(15)
        const stream = await api.beta.threads.runs.create(thread.id, { assistant_id, stream: true })
        stream.controller.abort()
        await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true', PATIENCE)
        pace.go()
        await expect(screen(page).runHeading('completed')).toBeVisible(PATIENCE)
        await expectTruth(page, behind.api, thread.id)
        await expect(polledMark(page)).toHaveCount(0)
      },
    )

    onTheWire(
      'a run that is made behind is shown as polled',
      async ({ page, seed, behind, pace }) => {
        const { id: assistant_id } = await seed.assistant()
        const thread = await seed.thread(['Begin'])
        await openThread(page, thread.id)
        pace.holdAfter(15)
        await behind.api.beta.threads.runs.create(thread.id, { assistant_id })
        await refresh(page)
        const { runHeading } = screen(page)
        await expect(runHeading('running')).toBeVisible(PATIENCE)
        await expect(polledMark(page)).toBeVisible()
        await expectSound(page)
        pace.go()
        await expect(runHeading('completed')).toBeVisible(PATIENCE)
        await expectTruth(page, behind.api, thread.id)
        await expect(polledMark(page)).toBeVisible()
      },
    )

    onTheWire(
      'the server behind goes away in mid-run, which ends in the truth once it is back',
      async ({ page, seed, behind, pace, allowErrors }) => {
        allowErrors(REFUSED)
        await seed.assistant()
        const thread = await seed.thread([])
        await page.goto(`/threads/${thread.id}`)
        const { runHeading, messageBox, message, row } = screen(page)
        pace.holdAfter(20)
        await send(page, 'Tell me')
        await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true')
        await behind.leave()
        const banner = page.getByText(`${behind.host} cannot be reached.`)
        await expect(banner).toBeVisible(PATIENCE)
        await expectSound(page)
        await page.reload()
        await expect(message('Tell me').first()).toBeVisible()
        await expect(answerOf(page)).toBeVisible()
        await expect(row('Tell me')).toBeVisible(PATIENCE)
        await expect(messageBox).toBeVisible()

        // Nothing is sent into a run; a new thread is, and refused.
        await page.getByRole('button', { name: 'New thread' }).first().click()
        await expect(page).toHaveURL(/threads\/new/)
        await messageBox.fill('Kept while it is away')
        await messageBox.press('Control+Enter')
        await expect(page.getByText('The upstream server cannot be reached.')).toBeVisible()
        await expect(messageBox).toHaveValue('Kept while it is away')
        await expectSound(page)

        await row('Tell me').getByRole('link').click()
        pace.go()
        await behind.comeBack()
        await expect(banner).toBeHidden(PATIENCE)
        // See the fixtures: behind a cut cable it went on, after a crash it did not.
        const end = kind === 'another Clew' ? 'completed' : 'failed'
        await expect(runHeading(end)).toBeVisible(PATIENCE)
        const [run] = (await behind.api.beta.threads.runs.list(thread.id)).data
        expect(run?.status).toBe(end)
        await expect
          .poll(() => shownOf(page), PATIENCE)
          .toContain(letters(await truthOf(behind.api, thread.id)))
      },
    )

    onTheWire(
      'a run ends in the truth though the server in front is killed meanwhile',
      async ({ page, seed, behind, pace, ownServer, allowErrors }) => {
        allowErrors(AWAY)
        const front = await ownServer(behind.env)
        await seed.assistant()
        const thread = await seed.thread([])
        await page.goto(`${front.url}/threads/${thread.id}`)
        pace.holdAfter(20)
        await send(page, 'Tell me')
        await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true')
        await front.kill()
        const away = page.getByText('Offline – reconnecting.')
        await expect(away).toBeVisible(PATIENCE)
        pace.go()
        await front.restart()
        await expect(away).toBeHidden(PATIENCE)
        await expect(screen(page).runHeading('completed')).toBeVisible(PATIENCE)
        await expectTruth(page, behind.api, thread.id)
        await page.reload()
        await expect(answerOf(page)).toBeVisible()
        await expectTruth(page, behind.api, thread.id)
      },
    )

    onTheWire(
      'a thread that is deleted behind is told as gone, and its copy is read and removed',
      async ({ page, seed, behind }) => {
        const thread = await seed.thread(['Soon gone'], { title: 'Going' })
        await openThread(page, thread.id)
        const { message, messageBox, composer, dialog, row } = screen(page)
        await messageBox.fill('An hour of work')
        await behind.api.beta.threads.delete(thread.id)
        await refresh(page)
        await expect(
          page.getByRole('status').filter({ hasText: `${behind.host} does not have this thread` }),
        ).toBeVisible()
        await expect(message('Soon gone')).toBeVisible()
        await expect(page.getByText(/^Nothing can be sent: /)).toBeVisible()
        await expect(composer).toHaveCount(0)
        const kept = page.getByRole('region', { name: 'What was being written' })
        await expect(kept.getByRole('textbox')).toHaveValue('An hour of work')
        await expectSound(page)
        await kept.getByRole('button', { name: 'Discard' }).click()
        await choose(page.getByRole('main'), 'Actions on Going', 'Delete thread')
        await dialog('Delete thread').getByRole('button', { name: 'Delete thread' }).click()
        await expect(row('Going')).toHaveCount(0)
      },
    )
  })
}
