import { expect, test } from 'vitest'

import { answered, collect, modelAt } from '#testing/endpoint-model.ts'
import { endpoint, refuse } from '#testing/scripted-endpoint.ts'

const PAGE = '<!doctype html>\n<html><head><title>\nSign in\n</title></head></html>'

test.each([
  [PAGE, ' with a web page: Sign in'],
  ['<html><body><h1>Welcome</h1></body></html>', ' with a web page: Welcome'],
  ['<html></html>', ' with a web page.'],
  ['no healthy upstream', ': no healthy upstream'],
  ['no key sk-secret-of-tests', ': no key [key]'],
  ['OK', ': OK'],
  ['', ' nothing.'],
  ['\n\n', ' nothing.'],
  ['null', ' nothing.'],
])('%j with status 200 is told as what it is', async (body, words) => {
  const { events, error } = await answered(body)
  expect(events).toEqual([])
  expect(error).toMatchObject({
    code: 'server_error',
    message: `The model endpoint answered${words}`,
  })
})

test('a status that goes with no body answers nothing', async () => {
  const { baseUrl } = await endpoint((response) => {
    response.writeHead(204)
    response.end()
  })
  const { error } = await collect(modelAt(baseUrl))
  expect(error).toHaveProperty('message', 'The model endpoint answered nothing.')
})

test('what a page says is not for the log, and is cut', async () => {
  const { error } = await answered(`<html><title>${'x'.repeat(2000)}</title>`)
  expect(error).toHaveProperty('message.length', 500)
  expect(error).toHaveProperty('reason', 'The model endpoint answered with a web page.')
})

test('a 404 at an address without a version says where the address usually ends', async () => {
  const { baseUrl } = await endpoint(refuse(404, ''))
  const hint = ' (CLEW_MODEL_BASE_URL usually ends in /v1)'
  const told = 'The model endpoint answered 404: Not Found'
  const { error } = await collect(modelAt(baseUrl))
  expect(error).toHaveProperty('message', told)
  const other = await collect(modelAt(baseUrl.replace('/v1', '')))
  expect(other.error).toHaveProperty('message', `${told}${hint}`)
})
