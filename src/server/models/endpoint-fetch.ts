import { patientFetch } from '../patient-fetch.ts'
import { ModelError } from './model.ts'

/**
 * A request to a model endpoint. Redirects are refused: what is sent, a whole conversation, goes to the
 * address that was set and to no other. How long it may take, its signal says.
 * @throws {ModelError} the endpoint redirects
 */
export const endpointFetch = async (
  ...[input, init]: Parameters<typeof fetch>
): Promise<Response> => {
  const response = await patientFetch(input, { ...init, redirect: 'manual' })
  if (response.status < 300 || response.status > 399) return response
  await response.body?.cancel()
  throw new ModelError(
    'server_error',
    `The model endpoint answered ${response.status}, a redirect, which is not followed. Set its final address.`,
  )
}

/** An endpoint's address without its query, and the query, which belongs behind an operation's path. */
export const addressOf = (
  baseUrl: string,
): { baseURL: string; queryParams: Record<string, string> } => {
  const [base = '', query = ''] = baseUrl.split(/\?(.*)/s)
  return {
    baseURL: base.replace(/\/+$/, ''),
    queryParams: Object.fromEntries(new URLSearchParams(query)),
  }
}

/** Where an endpoint has an operation. */
export const operationUrl = (baseUrl: string, path: string): string => {
  const { baseURL, queryParams } = addressOf(baseUrl)
  const query = new URLSearchParams(queryParams).toString()
  return `${baseURL}${path}${query && `?${query}`}`
}

/** Seconds, or a date of HTTP (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3): no other words of an endpoint's. */
const WAIT =
  /^(\d{1,10}(\.\d{1,6})?|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/

/** When to ask again, as an endpoint says it. */
export const waitIn = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    ['retry-after', 'retry-after-ms'].flatMap((name) => {
      const value = headers.get(name) ?? ''
      return WAIT.test(value) ? [[name, value]] : []
    }),
  )
