import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'

const HEADERS = { 'openai-beta': 'assistants=v2', 'content-type': 'application/json' }
const KEY = { authorization: 'Bearer bench' }
/** As the console's own pages ask. */
export const CONSOLE = { 'sec-fetch-site': 'same-origin' }

/** A keep-alive client without the costs of a general one, so that the server is what is measured. */
export class Client {
  readonly #base: string
  readonly #agent: Agent
  readonly #headers: OutgoingHttpHeaders

  /** @param who asks: somebody with a key, or the console */
  constructor(base: string, sockets: number, who: OutgoingHttpHeaders = KEY) {
    this.#base = base
    this.#headers = { ...HEADERS, ...who }
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
        { method, agent: this.#agent, headers: this.#headers },
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
