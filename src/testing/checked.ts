import { expect } from 'vitest'

import type { OperationName } from '#contract/endpoints.ts'
import type { ErrorBody } from '#contract/error.ts'

import type { TestApp } from './app.ts'
import { findingsInAnswer } from './strict.ts'

/** Reads an answer that has to be right: status 200, and to the letter of the published description. */
export const accepted = async <T>(name: OperationName, answer: Promise<Response>): Promise<T> => {
  const response = await answer
  const body: unknown = await response.json()
  expect({ status: response.status, body }).toMatchObject({ status: 200 })
  expect(findingsInAnswer(name, body)).toEqual([])
  return body as T // what the description says, just checked
}

/** Reads a refusal: its status and its envelope's four fields. */
export const refused = async (
  answer: Promise<Response>,
): Promise<{ status: number } & ErrorBody> => {
  const response = await answer
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
  const body = (await response.json()) as { error: ErrorBody }
  expect(Object.keys(body)).toEqual(['error'])
  expect(Object.keys(body.error).toSorted()).toEqual(['code', 'message', 'param', 'type'])
  return { status: response.status, ...body.error }
}

/** A multipart form as the SDKs send it. */
export const uploadForm = (
  file: { name: string; content: BlobPart },
  fields: Record<string, string> = { purpose: 'assistants' },
): FormData => {
  const form = new FormData()
  form.set('file', new File([file.content], file.name))
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

/** Uploads a small file and answers its id. */
export const uploadFile = async (
  app: TestApp,
  fields: Record<string, string> = { purpose: 'assistants' },
  file: { name: string; content: BlobPart } = { name: 'notes.txt', content: 'notes' },
): Promise<string> => {
  const form = uploadForm(file, fields)
  const { id } = await accepted<{ id: string }>(
    'createFile',
    app.request('POST', '/v1/files', form),
  )
  return id
}
