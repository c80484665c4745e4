import { expect, test } from 'vitest'

import { type CriterionText, criterionFault, toCriteria } from './rubric.ts'

const text = (fields: Partial<CriterionText>): CriterionText => ({
  id: 1,
  name: 'Was it polite?',
  type: 'yes_no',
  choices: '',
  required: false,
  ...fields,
})

test('each criterion has a key of its own, made of its name', () => {
  const names = ['Was it polite?', 'was it polite', 'Ünïcode × 2', '退款', '3 of a kind']
  expect(toCriteria(names.map((name) => text({ name }))).map(({ key }) => key)).toEqual([
    'was_it_polite',
    'was_it_polite_2',
    'unicode_2',
    'criterion_4',
    'of_a_kind',
  ])
})

test('keys of long names that begin alike stay apart and within bounds', () => {
  const name = 'a'.repeat(100)
  const keys = toCriteria(Array.from({ length: 12 }, () => text({ name }))).map(({ key }) => key)
  expect(new Set(keys).size).toBe(12)
  expect(keys.every((key) => /^[a-z][a-z0-9_]{0,39}$/.test(key))).toBe(true)
})

test('answers of a choice are its lines', () => {
  const choice = text({ type: 'choice', choices: ' One \n\nTwo\r\n' })
  expect(toCriteria([choice])).toMatchObject([{ type: 'choice', choices: ['One', 'Two'] }])
  expect(toCriteria([text({ choices: 'One\nTwo' })])[0]).not.toHaveProperty('choices')
})

test.each([
  { fields: { name: ' ' }, fault: /needs a name/ },
  { fields: { name: 'a'.repeat(121) }, fault: /more than 120/ },
  { fields: { type: 'choice', choices: 'One' }, fault: /two answers/ },
  { fields: { type: 'choice', choices: 'One\nOne' }, fault: /the same/ },
  { fields: { type: 'choice', choices: `One\n${'a'.repeat(81)}` }, fault: /up to 80/ },
  {
    fields: { type: 'choice', choices: Array.from({ length: 21 }, (_, at) => at).join('\n') },
    fault: /up to 20/,
  },
] as const)('what cannot be asked is told: $fault', ({ fields, fault }) => {
  expect(criterionFault(text(fields))).toMatch(fault)
})

test('what can be asked has no fault', () => {
  expect(criterionFault(text({}))).toBeUndefined()
  expect(criterionFault(text({ type: 'choice', choices: 'One\nTwo' }))).toBeUndefined()
})
