import { expect, type Locator, type Page } from '@playwright/test'

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>

/** The first message whose top is on screen, and where that top is. */
export const readingLine = (log: Locator) =>
  log.evaluate((element) => {
    const view = element.getBoundingClientRect()
    const rows = [...element.querySelectorAll('article')].map((row) => ({
      text: /message \d+/.exec(row.textContent)?.[0],
      top: row.getBoundingClientRect().top,
    }))
    const inView = rows.filter(({ top }) => top >= view.top && top < view.bottom)
    return inView.toSorted((a, b) => a.top - b.top)[0]
  })

export const topOf = (log: Locator, text: string) =>
  log.evaluate((element, wanted) => {
    const rows = [...element.querySelectorAll('article')]
    const row = rows.find(({ textContent }) => /message \d+/.exec(textContent)?.[0] === wanted)
    return row?.getBoundingClientRect().top
  }, text)

export const numbersIn = (log: Locator) =>
  log.evaluate((element) =>
    [...element.querySelectorAll('article')].map(({ textContent }) =>
      Number(/message (\d+)/.exec(textContent)?.[1]),
    ),
  )

/** Two frames: what is to be drawn has been drawn. */
export const frames = (page: Page) =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )

/** Where an element stands once it rests: while the page is drawn anew it may have no place. */
export const boxOf = async (element: Locator): Promise<Box> => {
  let box: Box | null = null
  await expect(async () => {
    const before = await element.boundingBox()
    await frames(element.page())
    box = await element.boundingBox()
    expect(box).not.toBeNull()
    expect(box).toEqual(before)
  }).toPass()
  if (!box) throw new Error('It has no place.')
  return box
}

/** Turns the wheel by less than a screen at a time, each time until the list rests, to a message. */
export const wheelTo = async (log: Locator, message: Locator, by: number): Promise<void> => {
  const isInView = () =>
    message.evaluateAll((rows) =>
      rows.some((row) => {
        const { top, bottom } = row.getBoundingClientRect()
        return bottom > 0 && top < innerHeight
      }),
    )
  while (!(await isInView())) {
    const before = await log.evaluate(({ scrollTop }) => scrollTop)
    await log.page().mouse.wheel(0, by)
    await log.evaluate(async (list, from) => {
      const frame = () => new Promise(requestAnimationFrame)
      while (list.scrollTop === from) await frame()
      for (let last; last !== list.scrollTop; await frame()) last = list.scrollTop
    }, before)
  }
}

/**
 * By how much the line being read moves as the page on its way arrives, nobody scrolling; undefined
 * when it is there already.
 */
export const movedByArrival = (log: Locator) =>
  log.evaluate(async (element) => {
    const frame = () => new Promise(requestAnimationFrame)
    const view = element.getBoundingClientRect()
    const line = [...element.querySelectorAll('article')].find(
      (row) => row.getBoundingClientRect().top >= view.top,
    )
    const id = line?.getAttribute('data-message')
    const before = line?.getBoundingClientRect().top ?? Number.NaN
    const height = element.scrollHeight
    const patience = performance.now() + 2000
    while (element.scrollHeight === height) {
      if (performance.now() > patience) return undefined
      await frame()
    }
    for (let more = 0; more < 5; more++) await frame()
    const after = element.querySelector(`[data-message="${id}"]`)?.getBoundingClientRect().top
    return (after ?? Number.NaN) - before
  })

/** Notes from now on how much text the last message shows, each time that changes. */
export const watchLength = (page: Page) =>
  page.evaluate(() => {
    const log = document.querySelector('[role=log]')
    const lengths: number[] = []
    const note = () => {
      const last = [...(log?.querySelectorAll('[aria-busy=true]') ?? [])].at(-1)
      if (last) lengths.push(last.textContent.replaceAll(/[^\p{L}\p{N}]+/gu, '').length)
    }
    new MutationObserver(note).observe(log ?? document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    Object.assign(window, { lengths })
  })

export const lengthsOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { lengths: number[] }).lengths) // put there above
