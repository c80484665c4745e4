import { Agent, type IncomingMessage, request } from 'node:http'

const HEADERS = {
  authorization: 'Bearer bench',
  'openai-beta': 'assistants=v2',
  'content-type': 'application/json',
}

/** A keep-alive client without the costs of a general one, so that the server is what is measured. */
export class Client {
  readonly #base: string
  readonly #agent: Agent

  constructor(base: string, sockets: number) {
    this.#base = base
    this.#agent = new Agent({ keepAlive: true, maxSockets: sockets })
  }

  /** The body as text. @throws on any status but 200 */
  async text(method: string, path: string, body?: unknown): Promise<string> {
    const response = await this.open(method, path, body)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  }

  /** The type is the caller's claim about an endpoint it knows. */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return JSON.parse(await this.text(method, path, body)) as T
  }

  open(method: string, path: string, body?: unknown): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#base + path,
        { method, agent: this.#agent, headers: HEADERS },
        (response) => {
          if (response.statusCode === 200) return resolve(response)
          response.setEncoding('utf8')
          let text = ''
          response.on('data', (chunk: string) => (text += chunk))
          response.on('end', () =>
            reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`)),
          )
        },
      )
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
