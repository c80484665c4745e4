import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { MAX_AROUND_CHARACTERS, MAX_QUOTE_CHARACTERS } from '#contract/review.ts'

import { MAX_QUOTE, passageOf, placeOf } from './passage.ts'

const TEXT = 'The fee is not refundable. The money goes back. The fee is waived.'
const passage = (quote: string, from = 0) => {
  const start = TEXT.indexOf(quote, from)
  const found = passageOf(TEXT, { start, end: start + quote.length })
  if (!found) throw new Error('There is no passage.')
  return found
}

test('a passage is kept without blanks at its ends, with what stands around it', () => {
  const start = TEXT.indexOf(' The money ')
  expect(passageOf(TEXT, { start, end: start + ' The money '.length })).toEqual({
    quote: 'The money',
    prefix: 'The fee is not refundable. ',
    suffix: ' goes back. The fee is waived.',
    start: start + 1,
    end: start + 1 + 'The money'.length,
  })
  expect(passageOf('a   b', { start: 1, end: 4 })).toBeUndefined()
})

test('it is as long as the server takes', () => {
  expect(MAX_QUOTE).toBe(MAX_QUOTE_CHARACTERS)
})

test('a place that its quote is gone from is the one with the same text around it', () => {
  const second = passage('The fee is', 10)
  const edited = `Dear customer, ${TEXT}`
  expect(placeOf(edited, second)?.start).toBe(edited.lastIndexOf('The fee is'))
})

test('without the same text around it, it is the nearest', () => {
  const first = passage('The fee is')
  const edited = 'Now: The fee is gone. And then: The fee is back.'
  expect(placeOf(edited, first)?.start).toBe(edited.indexOf('The fee is'))
})

test('what is not in the text any more is told', () => {
  expect(placeOf('Nothing of it.', passage('The money'))).toBeUndefined()
  expect(placeOf(TEXT, { ...passage('The money'), quote: '' })).toBeUndefined()
})

const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })

test('found in any text that is as it was, at its place; and whole characters alone', () => {
  fc.assert(
    fc.property(anyText, fc.nat(300), fc.nat(300), (text, one, other) => {
      const kept = passageOf(text, { start: Math.min(one, other), end: Math.max(one, other) })
      if (!kept) return
      const { quote, prefix, suffix, start, end } = kept
      expect(placeOf(text, kept)).toEqual({ start, end })
      expect([quote, prefix, suffix].every((part) => part.isWellFormed())).toBe(true)
      expect(prefix.length).toBeLessThanOrEqual(MAX_AROUND_CHARACTERS)
      expect(suffix.length).toBeLessThanOrEqual(MAX_AROUND_CHARACTERS)
      expect(prefix + quote + suffix).toBe(text.slice(start - prefix.length, end + suffix.length))
    }),
  )
})

test('found again wherever text is put in before or behind it, and what is found is always the quote', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.nat(300),
      fc.nat(60),
      anyText,
      fc.boolean(),
      (text, start, length, more, isBefore) => {
        const kept = passageOf(text, { start, end: start + length })
        if (!kept) return
        const edited = isBefore ? more + text : text + more
        const place = placeOf(edited, kept)
        expect(place && edited.slice(place.start, place.end)).toBe(kept.quote)
      },
    ),
  )
})
