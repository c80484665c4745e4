import { expect, onTestFinished, test, vi } from 'vitest'

test('all figures of a row are in the digits of the reader’s locale', async () => {
  const { NumberFormat } = Intl
  vi.spyOn(Intl, 'NumberFormat').mockImplementation(function format(_, options) {
    return new NumberFormat('ar-EG', options)
  })
  vi.resetModules()
  onTestFinished(() => {
    vi.restoreAllMocks()
    vi.resetModules()
  })
  const { durationText, roughSecondsText, secondsText } = await import('./time.ts')
  const { bytesText, countText } = await import('./number.ts')
  const { figureText, tickText } = await import('#console/features/run/run-timing.ts')
  const texts = [
    durationText(312),
    durationText(4120),
    roughSecondsText(0.4),
    roughSecondsText(4),
    secondsText(125),
    secondsText(7300),
    secondsText(200_000),
    bytesText(1840),
    countText(597, 'token'),
    figureText(690),
    tickText(0.5, 2),
    tickText(15, 90),
    tickText(600, 2000),
  ]
  for (const text of texts) expect(text).toMatch(/^[^0-9]*[٠-٩][^0-9]*$/)
  expect(durationText(4120)).toBe('٤٫١ s')
})
