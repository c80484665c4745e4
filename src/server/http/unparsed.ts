import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { codeOf } from '../error-code.ts'

interface Told {
  status: string
  code: string | null
  message: string
}

const TOO_LONG: Told = {
  status: '431 Request Header Fields Too Large',
  code: 'request_headers_too_large',
  message: 'The address and the headers of the request are too long: at most 16 KB are read.',
}
const TOO_SLOW: Told = {
  status: '408 Request Timeout',
  code: null,
  message: 'The request did not arrive in time.',
}
const NO_HTTP: Told = { status: '400 Bad Request', code: null, message: 'This is no HTTP request.' }

const TOLD: Record<string, Told> = {
  HPE_HEADER_OVERFLOW: TOO_LONG,
  ERR_HTTP_REQUEST_TIMEOUT: TOO_SLOW,
}

/** Refuses what comes to no request in the words of any other refusal, where Node would send none. */
export const refuseUnparsed = (server: Server): void => {
  server.on('clientError', (error, socket: Duplex) => {
    if (codeOf(error) === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    socket.end(answerOf(TOLD[codeOf(error) ?? ''] ?? NO_HTTP))
  })
}

const answerOf = ({ status, code, message }: Told): string => {
  const error = { message, type: 'invalid_request_error', param: null, code }
  const body = JSON.stringify({ error })
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
