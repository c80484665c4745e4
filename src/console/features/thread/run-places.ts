import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

const isAsked = (message: Message | undefined): boolean =>
  message?.role === 'user' && message.run_id === null

/** For each message that a run wrote: the first and the last place of that run's messages. */
function writtenPlaces(messages: readonly Message[]): Map<string, { first: number; end: number }> {
  const places = new Map<string, { first: number; end: number }>()
  for (const [at, { run_id }] of messages.entries()) {
    if (run_id === null) continue
    places.set(run_id, { first: places.get(run_id)?.first ?? at, end: at + 1 })
  }
  return places
}

/**
 * Where runs that wrote none of the messages stand: by the number of messages before them.
 *
 * Times have whole seconds, so messages and runs of one second are told apart by what else is known: a
 * thread has one run at a time, lists keep the order in which runs were made, and a run answers what was
 * asked. So each run follows a user's message of its own, as far as there are enough of them.
 * @param messages oldest first
 * @param runs newest first, as they are listed, with those that wrote messages
 */
export function loosePlaces(
  messages: readonly Message[],
  runs: readonly Run[],
): Map<number, Run[]> {
  const written = writtenPlaces(messages)
  const ordered = runs.toReversed().toSorted((a, b) => a.created_at - b.created_at)
  // A run begins when the one before it is over.
  let over = 0
  const floors = ordered.map(({ id }) => {
    const floor = over
    over = Math.max(over, written.get(id)?.end ?? 0)
    return floor
  })
  const places = new Map<number, Run[]>()
  let known = messages.length
  let next: number | undefined
  for (let nth = ordered.length - 1; nth >= 0; nth -= 1) {
    const run = ordered[nth]
    if (!run) continue
    const own = written.get(run.id)
    if (own) {
      next = Math.min(own.first, next ?? own.first)
      continue
    }
    while (known > 0 && (messages[known - 1]?.created_at ?? 0) > run.created_at) known -= 1
    const last = Math.min(known, next ?? known)
    let place = last === next ? last - 1 : last
    const isPossible = () =>
      place > 0 &&
      place >= (floors[nth] ?? 0) &&
      (place >= last || (messages[place]?.created_at ?? 0) >= run.created_at)
    while (isPossible() && !isAsked(messages[place - 1])) place -= 1
    const found = isPossible() ? place : last
    places.set(found, [run, ...(places.get(found) ?? [])])
    next = found
  }
  return places
}
