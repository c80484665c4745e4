/**
 * The requests of github.com/sashabaranov/go-openai, as `client.go`, `config.go`, `assistant.go`, `run.go`,
 * `messages.go` and `internal/form_builder.go` of its version 1.42 write them.
 */
export const GO_OPENAI = 'go-openai 1.42 (its requests)'

/** What is read of an answer, whichever object it is. */
interface Answered {
  id: string
  status: string
  thread_id: string
  data: unknown[]
  required_action?: { submit_tool_outputs: { tool_calls: { id: string }[] } }
}

/** A server, as `DefaultConfig` with a base URL or `DefaultAzureConfig` asks it. */
export const goOpenai = (server: string, kind: 'open_ai' | 'azure') => {
  const isAzure = kind === 'azure'

  const addressOf = (suffix: string): string => {
    if (!isAzure) return `${server}/v1${suffix}`
    // Its `suffixWithAPIVersion` writes all parameters anew, sorted by their names.
    const [path, query] = suffix.split('?')
    const parameters = new URLSearchParams(query)
    parameters.append('api-version', '2024-05-01-preview')
    parameters.sort()
    return `${server}/openai${path}?${parameters}`
  }

  const send = async (
    method: string,
    suffix: string,
    body: string | undefined,
    headers: Record<string, string>,
  ): Promise<Answered> => {
    const response = await fetch(addressOf(suffix), {
      method,
      headers: {
        'user-agent': 'Go-http-client/1.1',
        accept: 'application/json',
        'accept-encoding': 'gzip',
        ...(isAzure ? { 'api-key': 'any' } : { authorization: 'Bearer any' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    })
    const answer: unknown = await response.json()
    if (!response.ok)
      throw Object.assign(new Error(JSON.stringify(answer)), { status: response.status })
    return answer as Answered // strictly checked on its way
  }

  // Whatever has no other type is said to be JSON, with a body or without.
  const json = { 'content-type': 'application/json', 'openai-beta': 'assistants=v2' }
  return {
    get: (suffix: string) => send('GET', suffix, undefined, json),
    post: (suffix: string, body?: object) =>
      send('POST', suffix, body && JSON.stringify(body), json),
    delete: (suffix: string) => send('DELETE', suffix, undefined, json),
    upload: (suffix: string, purpose: string, name: string, text: string) => {
      const boundary = '9d5fcd6d2a2d09c7d4f8a1c1f0a3a6d1b7e4c9a2f60b1d8e3c5a7f92b4d6'
      const part = (disposition: string, type: string, value: string) =>
        `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type}\r\n${value}\r\n`
      const body = [
        part('name="purpose"', '', purpose),
        part(`name="file"; filename="${name}"`, 'Content-Type: application/octet-stream\r\n', text),
        `--${boundary}--\r\n`,
      ]
      return send('POST', suffix, body.join(''), {
        'content-type': `multipart/form-data; boundary=${boundary}`,
      })
    },
  }
}
