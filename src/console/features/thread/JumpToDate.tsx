import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from 'react'

import { messageDaysQuery } from '#console/api/message-days.ts'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { MonthGrid } from '#console/ui/MonthGrid.tsx'
import { describeFailure } from '#console/util/describe-failure.ts'
import {
  addDays,
  dayStart,
  fieldDate,
  fromFieldDate,
  monthOf,
  startsOf,
} from '#console/util/month.ts'

/** Longer than any thread goes on. */
const YEARS = 365 * 100

interface Props {
  threadId: string
  /** The time of what is read now. */
  at: number
  onJump: (messageId: string) => void
  onClose: () => void
}

/** Takes the reader to the first message of a day: of one that is typed, or chosen in a month. */
export const JumpToDate = ({ threadId, at, onJump, onClose }: Props) => {
  const client = useQueryClient()
  const current = dayStart(at)
  const [wantedDay, setDay] = useState(current)
  const [typed, setTyped] = useState(fieldDate(current))
  const [busy, setBusy] = useState(false)
  const [why, setWhy] = useState<string>()
  /** A day that was chosen before it was known whether it can be. */
  const wished = useRef<number>(undefined)
  const month = monthOf(wantedDay)
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...messageDaysQuery(threadId, startsOf(month)),
    placeholderData: keepPreviousData,
  })
  // Undefined while the server has not told: until then every month may be gone to.
  const range = data && {
    from: dayStart(data.first_at ?? at),
    to: dayStart(data.last_at ?? at),
  }
  const day = range ? Math.min(Math.max(wantedDay, range.from), range.to) : wantedDay
  const show = (wanted: number) => {
    setDay(wanted)
    setTyped(fieldDate(wanted))
    setWhy(undefined)
  }
  const isKnown = data !== undefined && !isPlaceholderData
  const days = new Map(data?.data.map(({ start, message_id }) => [start, message_id]))
  const wish = useEffectEvent(() => {
    const first = wished.current === day ? days.get(day) : undefined
    if (first !== undefined) onJump(first)
    wished.current = undefined
  })
  useEffect(() => {
    if (isKnown) wish()
  }, [isKnown])
  const onType = (text: string) => {
    setTyped(text)
    setWhy(undefined)
    const wanted = fromFieldDate(text)
    if (wanted !== undefined && (!range || (wanted >= range.from && wanted <= range.to)))
      setDay(wanted)
  }
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = fromFieldDate(typed)
    if (wanted === undefined || busy) return
    setBusy(true)
    try {
      // A day without messages leads to the next one that has some.
      const asked = messageDaysQuery(
        threadId,
        range
          ? [Math.min(wanted, range.to), addDays(range.to, 1)]
          : [wanted, addDays(wanted, YEARS)],
      )
      const found = (await client.fetchQuery(asked)).data[0]
      if (found) return onJump(found.message_id)
      setWhy('There is no message from that day on any more.')
    } catch (failure) {
      setWhy(describeFailure(failure).message)
    }
    setBusy(false)
  }
  return (
    <Dialog title="Jump to date" onClose={onClose}>
      <form onSubmit={(event) => void onSubmit(event)} className="mb-3 flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            label="Date"
            hideLabel
            type="date"
            required
            {...(range && { min: fieldDate(range.from), max: fieldDate(range.to) })}
            value={typed}
            onChange={({ target }) => onType(target.value)}
            {...(why !== undefined && { error: why })}
          />
        </div>
        <Button type="submit" variant="primary" busy={busy}>
          Jump
        </Button>
      </form>
      {error && !data ? (
        <Failure
          layout="inline"
          what="The days of this thread could not be read."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <MonthGrid
          month={monthOf(day)}
          day={day}
          range={range}
          open={isKnown ? new Set(days.keys()) : undefined}
          current={current}
          onDay={show}
          onChoose={(chosen) => {
            const first = days.get(chosen)
            if (first !== undefined) onJump(first)
            else wished.current = chosen
          }}
        />
      )}
      {data?.first_at === null && (
        <p className="mt-3 text-small text-ink-2">This thread has no messages yet.</p>
      )}
    </Dialog>
  )
}
