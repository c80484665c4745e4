import { expect, onTestFinished, test } from 'vitest'

import { newInFrontOfLying } from '#testing/lying-upstream.ts'

const KEY = 'sk-inside-of-tests'

test.each<[string, Record<string, string>]>([
  ['charset', { 'content-type': `application/json; charset=${KEY}` }],
  ['type', { 'content-type': `text/html; x=${KEY}` }],
  ['packing', { 'content-encoding': KEY }],
])('a key that an answer repeats as its %s is neither told nor kept', async (_, headers) => {
  const it = await newInFrontOfLying({ upstreamKey: KEY })
  onTestFinished(() => it.close())
  it.offer('thread_a', { '': () => new Response('{}', { headers }) })
  const { adding } = await it.add('thread_a')
  const kept = await it.front.services.store.getMirrorState('thread_a')
  for (const words of [adding.failures[0]?.reason, kept?.refusal]) {
    expect(words).toContain('[key]')
    expect(words?.toLowerCase()).not.toContain(KEY)
  }
})
