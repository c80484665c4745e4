import { toApiError } from './refusals/failures.ts'
import type { Services } from './services.ts'

export interface Health {
  status: 'ok' | 'failing'
  /** What a person who looks after the server can act on. */
  reason?: string
}

/** How long what was found holds, in milliseconds: a good answer longer than a bad one. */
const HOLDS_MS = { ok: 10_000, failing: 1000 }

export interface HealthCheck {
  ask(): Promise<Health>
  /** Something could not be written: what was found before holds no longer. */
  doubt(): void
  /** Something is broken and stays so, whatever can be written. */
  fail(reason: string): void
}

/** What is written to see that writing works; it is there for no other end. */
const PROBE = 'healthcheck'
const PROBE_BYTES = Buffer.alloc(4096)

/**
 * Whether the server can keep what it is given. Reading may go on long after writing has stopped, so
 * both stores are written to. However many ask, and whoever they are, it is tried once in a while.
 */
export const createHealth = (
  services: Pick<Services, 'store' | 'bytes' | 'clock' | 'log'>,
): HealthCheck => {
  const { store, bytes, clock, log } = services
  const probe = async (): Promise<Health> => {
    try {
      await store.setOwnValue(PROBE, String(clock.now()))
      await bytes.write(PROBE, only(PROBE_BYTES), PROBE_BYTES.length)
      await bytes.delete(PROBE)
      return { status: 'ok' }
    } catch (error) {
      log.error({ err: error }, 'nothing can be written')
      return { status: 'failing', reason: toApiError(error).message }
    }
  }
  let probing: Promise<Health> | undefined
  let found: { health: Health; at: number } | undefined
  let broken: Health | undefined
  const ask = () => {
    if (broken) return Promise.resolve(broken)
    const age = clock.now() - (found?.at ?? -Infinity)
    if (found && age >= 0 && age < HOLDS_MS[found.health.status]) {
      return Promise.resolve(found.health)
    }
    return (probing ??= probe()
      .then((health) => {
        found = { health, at: clock.now() }
        return health
      })
      .finally(() => {
        probing = undefined
      }))
  }
  const doubt = () => {
    found = undefined
  }
  const fail = (reason: string) => {
    broken = { status: 'failing', reason }
  }
  return { ask, doubt, fail }
}

async function* only(chunk: Uint8Array) {
  yield chunk
}
