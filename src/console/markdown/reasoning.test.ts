import { describe, expect, it } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'
import { shownNode } from '#testing/shown-blocks.ts'

import { partReasoning } from './reasoning.ts'
import { blocksOf } from './split-document.ts'
import { splitDocument } from './split.ts'

const shown = (text: string) => blocksOf(splitDocument(text)).map(shownNode)

const ANSWER = 'paragraph(strong(text<Answer>))'

describe('partReasoning', () => {
  it.each([
    ['<think>\nwhy *so*\n</think>\n**Answer**', 'html<<think>\nwhy *so*\n</think>>'],
    ['<think>\nwhy *so*\n</think>**Answer**', 'html<<think>\nwhy *so*\n</think>>'],
    ['<Thinking>\nso</Thinking> **Answer**', 'html<<Thinking>\nso</Thinking>>'],
    ['<think>\n</think>\n**Answer**', 'html<<think>\n</think>>'],
    ['<think>so</think>\n**Answer**', 'paragraph(html<<think>> text<so> html<</think>>)'],
    ['</think>\n**Answer**', 'paragraph(html<</think>>)'],
  ])('the answer behind it is Markdown: %j', (text, reasoning) =>
    expect(shown(text)).toEqual([reasoning, ANSWER]),
  )

  it('an answer may begin with any block', () => {
    expect(partReasoning('<think>\na\n</think>\n| a |\n|---|')).toBe(
      '<think>\na\n</think>\n\n| a |\n|---|',
    )
    expect(partReasoning('<think>\n</think>```html\n</think>\n<p>\n```')).toBe(
      '<think>\n</think>\n\n```html\n</think>\n<p>\n```',
    )
  })

  it('the text grows at its end alone', () => {
    const text = '<think>\na\n</think> \n\n**Answer**'
    for (let end = 1; end < text.length; end += 1)
      expect(partReasoning(text).startsWith(partReasoning(text.slice(0, end)).trimEnd())).toBe(true)
  })

  it.each([
    '<think>\na\n</think>\n\n**Answer**',
    '<think>\na\n</think>\n \n**Answer**',
    '<think> ends with `</think>`\nalways',
    'It ends with </think>\nalways',
    '```\n</think>\n<p>\n```',
    '<think>\n```\n</think>\n<p>\n```',
    '    </think>\n    <p>',
    '<p>\n</p>\ntext',
  ])('leaves alone what is no such end: %j', (text) => expect(partReasoning(text)).toBe(text))

  it.each([
    ['lines with an end', '<think></think>\n', (text: string) => text],
    ['beginnings of ends', '</', (text: string) => `<think>${text}</think>`],
    ['blanks behind an end', ' ', (blanks: string) => `</think>${blanks}x`],
  ])('reads %s no longer than there are', (_, unit, textOf) => {
    expect(growthOf(unit, (text) => partReasoning(textOf(text)))).toBeLessThan(SQUARE)
  })
})
