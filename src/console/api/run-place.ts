import { request } from './client.ts'
import { isNotFound } from './failure.ts'

/** Later than any message. */
const LATEST = 2 ** 40

/** The first message that a run wrote. */
export const firstOfRun = async (
  thread_id: string,
  run_id: string,
  signal?: AbortSignal,
): Promise<string | undefined> => {
  const query = { order: 'asc', limit: 1, run_id } as const
  const page = await request('listMessages', { params: { thread_id }, query, signal })
  return page.data[0]?.id
}

const runTime = (thread_id: string, run_id: string, signal?: AbortSignal) =>
  request('getRun', { params: { thread_id, run_id }, signal }).then(
    (run) => run.created_at,
    (error: unknown) => {
      if (isNotFound(error)) return undefined
      throw error
    },
  )

/** The first message since a time; undefined where there is none, or where the server cannot tell. */
const firstSince = async (thread_id: string, at: number, signal?: AbortSignal) => {
  const query = { starts: [at, LATEST] }
  const days = await request('getMessageDays', { params: { thread_id }, query, signal }).catch(
    () => undefined,
  )
  return days?.data[0]?.message_id
}

/** The message that an id names, or beside which the run stands that it names; undefined for the end. */
export const messageAt = async (
  thread_id: string,
  id: string,
  signal?: AbortSignal,
): Promise<string | undefined> => {
  if (id.startsWith('run_')) return messageAtRun(thread_id, id, signal)
  if (id.startsWith('msg_')) return id
  // The id that another server made does not tell of what it is.
  const isThere = (asked: Promise<unknown>): Promise<boolean> =>
    asked.then(
      () => true,
      (error: unknown) => {
        if (isNotFound(error)) return false
        throw error
      },
    )
  const isRun =
    !(await isThere(request('getMessage', { params: { thread_id, message_id: id }, signal }))) &&
    (await isThere(request('getRun', { params: { thread_id, run_id: id }, signal })))
  return isRun ? messageAtRun(thread_id, id, signal) : id
}

/** The message beside which a run stands: its first, else the next one in time; undefined for the end. */
const messageAtRun = async (
  thread_id: string,
  run_id: string,
  signal?: AbortSignal,
): Promise<string | undefined> => {
  const own = await firstOfRun(thread_id, run_id, signal)
  if (own !== undefined) return own
  const at = await runTime(thread_id, run_id, signal)
  return at === undefined ? undefined : firstSince(thread_id, at, signal)
}
