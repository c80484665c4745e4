import { describe, expect, it } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import { parseExact } from '#contract/exact-json.ts'

import {
  type AssistantForm,
  conflictsOf,
  emptyForm,
  formOf,
  noChanges,
  settleField,
  toAssistantRequest,
  toModifyRequest,
  typedMeanwhile,
  withTyped,
} from './assistant-form.ts'

const assistant: Assistant = {
  id: 'asst_1',
  object: 'assistant',
  created_at: 1,
  name: 'Travel support',
  description: null,
  model: 'gpt-4o-mini',
  instructions: 'Be kind.',
  tools: [
    { type: 'file_search', file_search: { max_num_results: 5 } },
    { type: 'function', function: { name: 'get_booking', parameters: { type: 'object' } } },
  ],
  metadata: { team: 'travel' },
  temperature: 0.2,
  top_p: null,
  response_format: 'auto',
}

describe('an assistant in its form', () => {
  it('keeps the digits of the numbers in its functions', () => {
    const parameters = '{"maximum":9223372036854775807,"multipleOf":1.0,"minimum":-0}'
    const tools = parseExact(
      `[{"type":"function","function":{"name":"f","parameters":${parameters}}}]`,
    ) as Assistant['tools'] // as written above
    const opened = formOf({ ...assistant, tools })
    expect(opened.functions).toContain('9223372036854775807')
    const changes = withTyped(noChanges(), opened, { file_search: true })
    for (const { request } of [
      toAssistantRequest(opened),
      toModifyRequest(changes, { ...assistant, tools }),
    ])
      expect(JSON.stringify(request)).toContain(parameters)
  })

  it('comes back as it was', () => {
    expect(toAssistantRequest(formOf(assistant)).request).toEqual({
      model: 'gpt-4o-mini',
      name: 'Travel support',
      description: null,
      instructions: 'Be kind.',
      tools: [{ type: 'file_search' }, assistant.tools[1]],
      temperature: 0.2,
      top_p: null,
      metadata: { team: 'travel' },
    })
  })

  it('is called as was typed, blanks included', () => {
    const typed = { ...emptyForm, model: 'm', name: ' Night desk ', description: ' at 3 ' }
    expect(toAssistantRequest(typed).request).toMatchObject({
      name: ' Night desk ',
      description: ' at 3 ',
    })
  })

  it('has no pair of metadata of a row in which nothing is written', () => {
    const metadata = [...formOf(assistant).metadata, { key: '', value: '' }]
    const { request } = toAssistantRequest({ ...formOf(assistant), metadata })
    expect(request?.metadata).toEqual({ team: 'travel' })
    const changes = withTyped(noChanges(), formOf(assistant), { metadata })
    expect(toModifyRequest(changes, assistant).request?.metadata).toEqual({ team: 'travel' })
  })

  it('takes functions bare or wrapped', () => {
    const bare = '[{"name":"a"},{"type":"function","function":{"name":"b"}}]'
    const { request } = toAssistantRequest({ ...emptyForm, model: 'm', functions: bare })
    expect(request?.tools).toEqual([
      { type: 'function', function: { name: 'a' } },
      { type: 'function', function: { name: 'b' } },
    ])
  })

  it.each([
    ['model', { model: ' ' }],
    ['functions', { model: 'm', functions: '{}' }],
    ['functions', { model: 'm', functions: '[{"name":"not allowed"}]' }],
    ['functions', { model: 'm', functions: '[' }],
    ['temperature', { model: 'm', temperature: '3' }],
    ['top_p', { model: 'm', top_p: 'x' }],
    ['name', { model: 'm', name: 'x'.repeat(257) }],
    ['metadata', { model: 'm', metadata: [{ key: 'k'.repeat(65), value: '' }] }],
  ])('says what is wrong with %s', (field, change) => {
    const { errors } = toAssistantRequest({ ...emptyForm, ...change })
    expect(Object.keys(errors ?? {})).toEqual([field])
  })
})

describe('functions that cannot be used', () => {
  const problemsOf = (functions: string) =>
    toAssistantRequest({ ...emptyForm, model: 'm', file_search: true, functions }).errors?.functions

  it('are told by line and column where they are no JSON', () => {
    expect(problemsOf('[\n  { "name": "a", }\n]')).toBe(
      'Not JSON at line 2, column 18: expected a name in double quotes.',
    )
    expect(problemsOf('{}')).toBe('A JSON array of functions: [{ "name": "…" }].')
  })

  it('are told each by its place and name', () => {
    const functions = JSON.stringify([
      { name: 'fine' },
      { name: 'not fine' },
      { name: 'typed', parameters: { type: 'nonsense' } },
      { name: 'extra', colour: 'red' },
      { name: 'listed', parameters: [] },
      7,
    ])
    expect(problemsOf(functions)?.split('\n')).toEqual([
      'Function 2 (not fine): the name is of letters, digits, _ or -, up to 64 of them.',
      "Function 3 (typed): 'nonsense' is not valid under any of the given schemas.",
      'Function 4 (extra): it has a "name", and may have "description", "parameters" and "strict".',
      'Function 5 (listed): the parameters are a JSON Schema, an object.',
      'Function 6: it has a "name", and may have "description", "parameters" and "strict".',
    ])
  })

  it('are told where two have one name', () => {
    expect(problemsOf('[{"name":"a"},{"name":"a"}]')).toBe(
      "Functions must have unique names, but 'a' occurs more than once.",
    )
  })
})

describe('what was typed since an assistant was opened', () => {
  const opened = formOf(assistant)
  const typed = (change: Partial<AssistantForm>) => withTyped(noChanges(), opened, change)
  const changedBy = (change: Partial<Assistant>): Assistant => ({ ...assistant, ...change })

  it('is all that is sent', () => {
    expect(toModifyRequest(typed({ name: 'Other' }), assistant).request).toEqual({ name: 'Other' })
    expect(toModifyRequest(typed({ temperature: '' }), assistant).request).toEqual({
      temperature: null,
    })
    expect(toModifyRequest(noChanges(), assistant).request).toEqual({})
  })

  it('keeps what the form does not show of a tool', () => {
    expect(toModifyRequest(typed({ code_interpreter: true }), assistant).request?.tools).toEqual([
      assistant.tools[0],
      { type: 'code_interpreter' },
      assistant.tools[1],
    ])
  })

  it('is nothing where it was typed back', () => {
    expect(withTyped(typed({ name: 'Other' }), opened, { name: opened.name })).toEqual(noChanges())
  })

  it('leaves what others changed meanwhile', () => {
    const now = changedBy({ instructions: 'Be brief.', tools: [{ type: 'code_interpreter' }] })
    const changes = typed({ name: 'Other', file_search: false })
    expect(conflictsOf(changes, formOf(now))).toEqual([])
    expect(toModifyRequest(changes, now).request).toEqual({
      name: 'Other',
      tools: [{ type: 'code_interpreter' }],
    })
  })

  it('keeps pairs of metadata that others wrote', () => {
    const now = changedBy({ metadata: { team: 'travel', owner: 'Ann' } })
    const changes = typed({ metadata: [{ key: 'team', value: 'rail' }] })
    expect(conflictsOf(changes, formOf(now))).toEqual([])
    expect(toModifyRequest(changes, now).request).toEqual({
      metadata: { team: 'rail', owner: 'Ann' },
    })
    expect(conflictsOf(changes, formOf(changedBy({ metadata: { team: 'sea' } })))).toEqual([
      'metadata',
    ])
  })

  it('and by someone else to something else is a conflict, until one of the two is chosen', () => {
    const now = formOf(changedBy({ name: 'Theirs', instructions: 'Mine too.' }))
    const changes = typed({ name: 'Mine', instructions: 'Mine too.' })
    expect(conflictsOf(changes, now)).toEqual(['name'])
    const mine = settleField(changes, now, 'name', 'mine')
    expect(conflictsOf(mine, now)).toEqual([])
    expect(mine.mine.name).toBe('Mine')
    const theirs = settleField(changes, now, 'name', 'theirs')
    expect(conflictsOf(theirs, now)).toEqual([])
    expect(theirs.mine).toEqual({ instructions: 'Mine too.' })
  })

  it('is checked, what is not sent is not', () => {
    const stored = changedBy({
      tools: ['a', 'a'].map((name) => ({ type: 'function', function: { name } })),
    })
    expect(toModifyRequest(typed({ name: 'Other' }), stored).request).toEqual({ name: 'Other' })
    expect(toModifyRequest(typed({ model: ' ' }), stored).errors).toEqual({
      model: 'Name a model.',
    })
    expect(toModifyRequest(typed({ code_interpreter: true }), stored).errors).toHaveProperty(
      'functions',
    )
  })
})

describe('what is typed while it is saved', () => {
  const now = formOf(assistant)
  const sent = withTyped(noChanges(), now, {
    name: ' Travel ',
    instructions: 'Be brief.',
    metadata: [{ key: 'team', value: 'rail' }],
  })
  const saved: Assistant = {
    ...assistant,
    name: 'Travel',
    instructions: 'Be brief.',
    metadata: { team: 'rail', others: 'added' },
  }

  it('is nothing where nothing was', () => {
    expect(typedMeanwhile(sent, sent, formOf(saved))).toEqual(noChanges())
  })

  it('stays, in fields that were sent and in others', () => {
    const typed = withTyped(sent, now, { instructions: 'Be brief. Be kind.', model: 'gpt-5' })
    const left = typedMeanwhile(typed, sent, formOf(saved))
    expect(left.mine).toEqual({ instructions: 'Be brief. Be kind.', model: 'gpt-5' })
    expect(conflictsOf(left, formOf(saved))).toEqual([])
    expect(toModifyRequest(left, saved).request).toEqual(left.mine)
  })

  it('takes nothing of what others added away', () => {
    const metadata = [...(sent.mine.metadata ?? []), { key: 'mine', value: 'too' }]
    const left = typedMeanwhile(withTyped(sent, now, { metadata }), sent, formOf(saved))
    expect(toModifyRequest(left, saved).request?.metadata).toEqual({
      team: 'rail',
      others: 'added',
      mine: 'too',
    })
  })

  it('stays of a new one, too', () => {
    const made = withTyped(noChanges(), emptyForm, { model: 'gpt-4o-mini', name: 'A' })
    const typed = withTyped(made, emptyForm, { name: 'A long one' })
    const form = { ...emptyForm, model: 'gpt-4o-mini', name: 'A' }
    expect(typedMeanwhile(typed, made, form).mine).toEqual({ name: 'A long one' })
  })
})
