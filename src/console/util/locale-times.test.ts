import { expect, onTestFinished, test, vi } from 'vitest'

/** As a reader of that language and zone has them. */
const timesIn = async (locale: string, timeZone: string) => {
  const { DateTimeFormat } = Intl
  vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(function format(_, options) {
    return new DateTimeFormat(locale, { ...options, timeZone })
  })
  vi.resetModules()
  onTestFinished(() => {
    vi.restoreAllMocks()
    vi.resetModules()
  })
  return import('./time.ts')
}

test.each([
  ['en-GB', '20 Nov 2026, 14:06:03 CET'],
  ['en-US', 'Nov 20, 2026, 14:06:03 GMT+1'],
  ['th-TH', '20 พ.ย. 2569 14:06:03 GMT+1'],
])('an exact time is one short line in %s', async (locale, text) => {
  const { exactTimeText } = await timesIn(locale, 'Europe/Berlin')
  expect(exactTimeText(Date.UTC(2026, 10, 20, 13, 6, 3) / 1000)).toBe(text)
})
