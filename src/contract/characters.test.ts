import fc from 'fast-check'
import { expect, test } from 'vitest'

import { charactersIn, firstCharacters } from './characters.ts'

test('characters are code points; half a pair is one', () => {
  const unit = fc.constantFrom('a', '🙂', '\ud83d', '\ude42')
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const text = units.join('')
      expect(charactersIn(text)).toBe(Array.from(text).length)
    }),
  )
})

test('the first characters of a text are whole', () => {
  const unit = fc.constantFrom('a', '🙂', '\ud83d', '\ude42')
  fc.assert(
    fc.property(fc.array(unit), fc.nat(12), (units, most) => {
      const text = units.join('')
      expect(firstCharacters(text, most)).toBe(Array.from(text).slice(0, most).join(''))
    }),
  )
})
