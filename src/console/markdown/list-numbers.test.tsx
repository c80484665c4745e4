import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

import { Markdown } from './Markdown.tsx'

/** The numbers that the items of all lists are shown with. */
const numbersIn = (text: string, streaming = false): number[] => {
  const html = renderToStaticMarkup(<Markdown text={text} annotations={[]} streaming={streaming} />)
  const numbers: number[] = []
  let next = 1
  for (const [tag, value] of html.matchAll(/<(?:ol start|li[^>]*? value)="(\d+)"|<li/g)) {
    if (tag.startsWith('<ol')) next = Number(value)
    else {
      if (value !== undefined) next = Number(value)
      numbers.push(next)
      next += 1
    }
  }
  return numbers
}

test.each<[string, number[]]>([
  ['25. April 2026\n27. May 2026\n23. June 2026\n26. July 2026', [25, 27, 23, 26]],
  ['5) a\n7) b\n8) c', [5, 7, 8]],
  ['10. a\n9. b\n8. c', [10, 9, 8]],
  ['1. a\n2. b\n2. c\n3. d', [1, 2, 2, 3]],
  ['> 3. a\n> 5. b', [3, 5]],
  ['- a\n\n  3. b\n  5. c', [1, 3, 5]],
  ['2024. a\n2026. b', [2024, 2026]],
  ['0. a\n2. b', [0, 2]],
  ['12. a', [12]],
])('%j has the numbers that were written', (text, numbers) => {
  expect(numbersIn(text)).toEqual(numbers)
  expect(numbersIn(text, true)).toEqual(numbers)
})

test.each<[string, number[]]>([
  ['1. a\n1. b\n1. c', [1, 2, 3]],
  ['1. a\n2. b\n3. c', [1, 2, 3]],
])('%j is counted up', (text, numbers) => {
  expect(numbersIn(text)).toEqual(numbers)
})
