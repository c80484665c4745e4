import { toApiError } from './http/refusal.ts'
import type { Services } from './services.ts'

export interface Health {
  status: 'ok' | 'failing'
  /** What a person who looks after the server can act on. */
  reason?: string
}

/** What is written to see that writing works; it is there for no other end. */
const PROBE = 'healthcheck'
const PROBE_BYTES = Buffer.alloc(4096)

/**
 * Whether the server can keep what it is given. Reading may go on long after writing has stopped, so
 * both stores are written to. However many ask at once, it is tried once.
 */
export const createHealth = (
  services: Pick<Services, 'store' | 'bytes' | 'clock' | 'log'>,
): (() => Promise<Health>) => {
  const { store, bytes, clock, log } = services
  const probe = async (): Promise<Health> => {
    try {
      await store.setSetting(PROBE, String(clock.now()))
      await bytes.write(PROBE, only(PROBE_BYTES), PROBE_BYTES.length)
      await bytes.delete(PROBE)
      return { status: 'ok' }
    } catch (error) {
      log.error({ err: error }, 'nothing can be written')
      return { status: 'failing', reason: toApiError(error).message }
    }
  }
  let probing: Promise<Health> | undefined
  return () =>
    (probing ??= probe().finally(() => {
      probing = undefined
    }))
}

async function* only(chunk: Uint8Array) {
  yield chunk
}
