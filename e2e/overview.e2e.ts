import { readFile } from 'node:fs/promises'

import type { Locator, Page } from '@playwright/test'
import type OpenAI from 'openai'

import { PERSON_HEADER } from '#contract/person.ts'

import { AWAY, expect, expectNoAxeViolations, test } from './fixtures.ts'
import { choose, screen } from './screen.ts'
import type { Seed } from './seed.ts'

const figure = (page: Page, name: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })

/** Threads with a run each: four that end well, two that fail and one that is cut short. */
const seedRuns = async (api: OpenAI, seed: Seed): Promise<{ billing: string }> => {
  const billing = await seed.assistant({ name: '=Billing', model: 'scripted-instant' })
  const broken = await seed.assistant({ name: 'Broken', model: 'scripted-fail-instant' })
  const short = await seed.assistant({ name: 'Short', model: 'scripted-cut-instant' })
  const all = [billing, billing, billing, billing, broken, broken, short]
  for (const { id } of all) {
    const thread = await seed.thread(['Hello, where is my parcel and when will it come?'])
    await api.beta.threads.runs.createAndPoll(
      thread.id,
      { assistant_id: id },
      { pollIntervalMs: 50 },
    )
  }
  return { billing: billing.id }
}

/** Who reviews over HTTP. */
const asPeople = (url: string) => {
  const post = async (path: string, body: object, person?: string): Promise<string> => {
    const response = await fetch(`${url}/api/${path}`, {
      method: 'POST',
      headers: {
        Authorization: 'Bearer sk-any',
        'Content-Type': 'application/json',
        ...(person !== undefined && { [PERSON_HEADER]: person }),
      },
      body: JSON.stringify(body),
    })
    expect(response.ok).toBe(true)
    const { id } = (await response.json()) as { id: string }
    return id
  }
  return {
    person: (name: string) => post('people', { name }),
    label: (name: string) => post('labels', { name }),
    review: (person: string, said: object) => post('reviews', said, person),
  }
}

const open = async (page: Page) => {
  await page.goto('/threads')
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
}

test('what happened is counted, and each figure opens the threads behind it', async ({
  page,
  api,
  seed,
}) => {
  const { billing } = await seedRuns(api, seed)
  await open(page)
  await expect(page).toHaveTitle('Overview · Clew')
  await expect(figure(page, 'Threads')).toContainText('7')
  await expect(figure(page, 'Runs')).toContainText('7')
  await expect(figure(page, 'Ended well')).toContainText('57.1%')
  await expect(figure(page, 'Duration, median')).not.toContainText('–')
  await expectNoAxeViolations(page)

  const count = (of: number) =>
    expect(page.getByRole('status').filter({ hasText: `${of} thread` })).toBeVisible()
  await figure(page, 'Threads').getByRole('link').click()
  await expect(page).toHaveURL(/\/threads$/)
  await count(7)
  await page.goBack()

  await page.getByRole('link', { name: '=Billing' }).click()
  await expect(page).toHaveURL(new RegExp(`assistant%3A${billing}`))
  await count(4)
  await page.goBack()

  await page.getByRole('link', { name: 'scripted-instant', exact: true }).click()
  await count(4)
  await page.goBack()

  // Why, by a run that ended so for that reason in these days.
  const early = page.getByRole('table', { name: 'Why runs ended early' })
  await early.getByRole('link').first().click()
  await expect(page).toHaveURL(/run\.status%3Afailed\+run\.reason%3A/)
  await expect(page.getByRole('list', { name: 'Narrowed by' })).toContainText('run status: failed')
  await count(2)
  await page.goBack()
  await early.getByRole('link').nth(1).click()
  await count(1)
  await page.goBack()

  await figure(page, 'Ended well').getByRole('link').click()
  await count(4)
  await page.goBack()

  // The bar of today, by the keyboard alone.
  const chart = page.getByRole('group', { name: 'Runs a day, chart' })
  await page.getByRole('region', { name: 'Runs a day' }).getByRole('button').focus()
  await page.keyboard.press('Tab')
  const today = chart.getByRole('link')
  await expect(today).toBeFocused()
  await expect(today).toHaveAccessibleName(/Completed 4, Failed, expired or incomplete 3/)
  await page.keyboard.press('ArrowLeft')
  await expect(chart.getByRole('img', { name: /Completed 0/ }).last()).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/=run\.after%3A\d{4}-\d\d-\d\d\+run\.before%3A\d{4}-\d\d-\d\d$/)
  await count(7)
})

test('what reviews say is told by label and reviewer, and opens the threads that were judged', async ({
  page,
  seed,
  server,
}) => {
  const threads = await Promise.all(['One', 'Two', 'Three'].map((text) => seed.thread([text])))
  const own = asPeople(server.url)
  const [mira, jonas] = [await own.person('Mira Kern'), await own.person('Jonas Weber')]
  const label = await own.label('refund')
  const judge = (person: string, at: number, verdict: string, labels: string[] = []) =>
    own.review(person, { thread_id: threads[at]?.id, verdict, labels })
  await judge(mira, 0, 'pass', [label])
  await judge(mira, 1, 'fail', [label])
  await judge(jonas, 0, 'pass')
  await judge(jonas, 1, 'needs_work')
  await open(page)
  await expect(figure(page, 'Reviewed')).toContainText('4')
  await expect(figure(page, 'Reviewed')).toContainText('50% pass')
  const agreement = page.getByRole('table', { name: 'Agreement' })
  await expect(agreement.getByRole('row', { name: /Agreed/ })).toContainText('1 (50%)')
  await expect(agreement.getByRole('row', { name: /κ/ })).toContainText('0.33')
  await expectNoAxeViolations(page)

  const count = (of: number) =>
    expect(page.getByRole('status').filter({ hasText: `${of} thread` })).toBeVisible()
  const byLabel = page.getByRole('table', { name: 'Review results by label' })
  await expect(
    byLabel.getByRole('img', { name: '1 pass, 0 needs work, 1 fail, 0 flagged' }),
  ).toBeVisible()
  await byLabel.getByRole('link', { name: 'refund' }).press('Enter')
  await count(2)
  await page.goBack()
  await page
    .getByRole('table', { name: 'Review results by reviewer' })
    .getByRole('link', { name: 'Jonas Weber' })
    .click()
  await expect(page.getByRole('list', { name: 'Narrowed by' })).toContainText(
    'review by: Jonas Weber',
  )
  await count(2)
  await page.goBack()

  // The bar of today, by the keyboard alone, and the same as a table.
  await page.getByRole('region', { name: 'Verdicts a day' }).getByRole('button').focus()
  await page.keyboard.press('Tab')
  await expect(page.locator(':focus')).toHaveAccessibleName(/Pass 2, Needs work 1, Fail 1, Flags 0/)
  await page.keyboard.press('Enter')
  await count(2)
  await page.goBack()
  const downloading = page.waitForEvent('download')
  await choose(page, 'Export', 'Review results by label as CSV')
  const csv = await readFile(await (await downloading).path(), 'utf8')
  expect(csv).toMatch(/,refund,1,0,1,0\r$/m)
})

test('days, assistant and model are in the address, and narrow what is counted', async ({
  page,
  api,
  seed,
}) => {
  const { billing } = await seedRuns(api, seed)
  await open(page)
  await expect(figure(page, 'Runs')).toContainText('7')
  await choose(page, 'Assistant: All assistants', '=Billing')
  await expect(page).toHaveURL(new RegExp(`assistant=${billing}`))
  await expect(figure(page, 'Runs')).toContainText('4')
  await choose(page, /^Days:/, 'All days')
  await expect(page).toHaveURL(/days=all/)
  await expect(figure(page, 'Runs')).toContainText('4')
  await page.reload()
  await expect(figure(page, 'Runs')).toContainText('4')
  await choose(page, 'Assistant: =Billing', 'All assistants')
  await choose(page, 'Model: All models', 'scripted-cut-instant')
  await expect(figure(page, 'Runs')).toContainText('1')
  await page.goBack()
  await expect(figure(page, 'Runs')).toContainText('7')
  await page.goto('/overview?from=2020-01-01&to=2020-01-31')
  await expect(page.getByText('No runs in these days')).toBeVisible()
  await expectNoAxeViolations(page)
  await page.getByRole('button', { name: 'Show all days' }).click()
  await expect(figure(page, 'Runs')).toContainText('7')
})

test('it is taken along as CSV, as a picture and on paper', async ({ page, api, seed }) => {
  await seedRuns(api, seed)
  await open(page)
  await expect(figure(page, 'Runs')).toContainText('7')
  const saved = async (item: string) => {
    const downloading = page.waitForEvent('download')
    await choose(page, 'Export', item)
    const download = await downloading
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
  }
  const csv = await saved('Tokens and cost by assistant as CSV')
  expect(csv.name).toMatch(/^overview-assistants-.*\.csv$/)
  // Nothing that a program for tables would run.
  expect(csv.bytes.toString()).toMatch(/^asst_\w+,'=Billing,4,\d+,\d+,\r$/m)
  const picture = await saved('Runs a day as PNG')
  expect(picture.name).toMatch(/^overview-runs-.*\.png$/)
  expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(picture.bytes.length).toBeGreaterThan(5000)

  await page.getByRole('button', { name: 'Show as table' }).first().click()
  const table = page.getByRole('region', { name: 'Runs a day, table' })
  await expect(table.getByRole('row').last()).toHaveText(/430$/)
  await expectNoAxeViolations(page)
  await page.getByRole('button', { name: 'Show as chart' }).click()

  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeHidden()
  await expect(page.getByText('This is what the console had drawn')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Export' })).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Longest waits for tool outputs' })).toBeVisible()
  const pdf = await page.pdf({ format: 'A4' })
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []
  expect(pages.length).toBeGreaterThan(0)
  expect(pages.length).toBeLessThanOrEqual(3)
})

test('prices are set, and what was used has a cost', async ({ page, api, seed }) => {
  await seedRuns(api, seed)
  await open(page)
  await page.getByRole('button', { name: 'Prices…' }).click()
  const { dialog } = screen(page)
  const prices = dialog('Prices of models')
  await prices.getByRole('textbox', { name: 'Currency' }).fill('eur')
  await prices.getByRole('textbox', { name: 'Read by scripted-instant' }).fill('2000')
  await prices.getByRole('textbox', { name: 'Written by scripted-instant' }).fill('10000')
  await expectNoAxeViolations(page)
  await prices.getByRole('button', { name: 'Save prices' }).click()
  await expect(prices).toBeHidden()
  await expect(page.getByRole('row', { name: /^scripted-instant/ })).toContainText('€')
  await expect(page.getByText('Costs of models that have a price').first()).toBeVisible()
})

test('an empty store says what to do, and a server that is away is told of', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const server = await ownServer()
  await page.goto(`${server.url}/overview`)
  await expect(page.getByText('Nothing has happened yet')).toBeVisible()
  await expectNoAxeViolations(page)
  await server.stop()
  await choose(page, /^Days:/, 'Last 90 days')
  await expect(page.getByText('The overview could not be read.')).toBeVisible()
  await server.restart()
  await expect(page.getByText('Nothing has happened yet')).toBeVisible()
})
