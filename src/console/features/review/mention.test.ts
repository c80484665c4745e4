import { expect, test } from 'vitest'

import { meant, mentionAt, piecesOf, withMention } from './mention.ts'

const people = [
  { name: 'Maya Kahn', initials: 'MK' },
  { name: 'Maya', initials: 'M' },
  { name: 'Bo (lead)', initials: 'BL' },
]

test('a mention begins with an @ at the start of a word', () => {
  expect(mentionAt('Ask @ma', 7)).toEqual({ start: 4, typed: 'ma' })
  expect(mentionAt('@', 1)).toEqual({ start: 0, typed: '' })
  expect(mentionAt('a@b.example', 11)).toBeUndefined()
  expect(mentionAt('Ask @ma', 3)).toBeUndefined()
})

test('people are meant by any word of their name or their initials', () => {
  const of = (typed: string) => meant(people, { start: 0, typed }).map(({ name }) => name)
  expect(of('ka')).toEqual(['Maya Kahn'])
  expect(of('bl')).toEqual(['Bo (lead)'])
  expect(of('')).toHaveLength(3)
  expect(of('Maya Kahn')).toEqual([])
})

test('a name takes the place of what was written of it', () => {
  expect(withMention('Ask @ma, now', { start: 4, typed: 'ma' }, 'Maya Kahn')).toEqual({
    text: 'Ask @Maya Kahn , now',
    caret: 15,
  })
})

test('the longest name is the one that is mentioned', () => {
  const mentions = piecesOf('@Maya Kahn and @bo (lead), not @Nobody', people)
    .filter(({ isMention }) => isMention)
    .map(({ text }) => text)
  expect(mentions).toEqual(['@Maya Kahn', '@bo (lead)'])
})
