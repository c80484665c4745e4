import { type IncomingMessage, createServer, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A line to a server that takes requests there, and can lose their answers. */
export interface LossyLine {
  readonly url: string
  /**
   * From now on the server does what it is asked with this method, and its answer is lost; where the
   * line is cut with it, nobody can ask what was done.
   */
  loseAnswersTo: (method: string | undefined, how?: { cut: boolean }) => void
  /** From now on what is asked with this method breaks off, and is still under way to the server. */
  delay: (method: string) => void
  /** What was delayed arrives there now. */
  deliver: () => void
  /** From now on all that is asked is answered with this status, as by a proxy whose server is away. */
  answerWith: (status: number) => void
  /** All is as before. */
  mend: () => void
  close: () => Promise<void>
}

/** A proxy in front of a server, as between a browser and a machine elsewhere. */
export const openLossyLine = async (target: string): Promise<LossyLine> => {
  let lost: string | undefined
  let isCutByLoss = false
  let isCut = false
  let failing: number | undefined
  let delayed: string | undefined
  const underWay: (() => void)[] = []
  const sockets = new Set<Socket>()
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  const pass = (from: IncomingMessage, answerTo: (answer: IncomingMessage) => void) => {
    const { method, headers, url } = from
    const asked = request(new URL(url ?? '/', target), { method, headers }, answerTo)
    asked.on('error', hangUp)
    from.pipe(asked)
  }
  const delay = async (from: IncomingMessage) => {
    const { method, headers, url, socket } = from
    const body = await buffer(from)
    underWay.push(() => void request(new URL(url ?? '/', target), { method, headers }).end(body))
    socket.destroy()
  }
  const server = createServer((from, to) => {
    if (isCut) return from.socket.destroy()
    if (failing !== undefined) {
      from.resume()
      return void to.writeHead(failing, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
    }
    if (from.method === delayed) return void delay(from)
    return pass(from, (answer) => {
      if (from.method === lost) {
        answer.resume()
        answer.on('end', () => {
          isCut ||= isCutByLoss
          if (isCut) hangUp()
          else from.socket.destroy()
        })
        return
      }
      to.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(to)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    loseAnswersTo: (method, { cut } = { cut: false }) => {
      lost = method
      isCutByLoss = cut
    },
    answerWith: (status) => {
      failing = status
      hangUp()
    },
    delay: (method) => {
      delayed = method
    },
    deliver: () => {
      delayed = undefined
      for (const arrive of underWay.splice(0)) arrive()
    },
    mend: () => {
      isCut = false
      lost = undefined
      failing = undefined
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        hangUp()
      }),
  }
}
