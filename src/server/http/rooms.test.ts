import { expect, onTestFinished, test } from 'vitest'

import { newTestApp } from '#testing/app.ts'

import { isServed } from './rooms.ts'

test('every path that the server has a route for is one that it says it serves', async () => {
  const server = await newTestApp()
  onTestFinished(() => server.close())
  const paths = server.app.routes.map(({ path }) => path).filter((path) => path !== '/*')
  expect(paths).toEqual(expect.arrayContaining(['/healthz', '/openapi.json', '/v1/threads']))
  expect(paths.filter((path) => !isServed(path))).toEqual([])
})

test('what Azure’s clients ask is served, and pages of the console are not', () => {
  expect(['/openai', '/openai/threads', '/v1', '/api/session'].map(isServed)).not.toContain(false)
  expect(['/', '/threads', '/assistants', '/apiary', '/v10/threads'].map(isServed)).not.toContain(
    true,
  )
})
