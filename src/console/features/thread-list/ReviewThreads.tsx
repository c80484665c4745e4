import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { Minus, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { isNotFound } from '#console/api/failure.ts'
import { askNewLabel, labelsQuery, offered } from '#console/api/labels.ts'
import { tellDone } from '#console/api/review-acts.ts'
import { type Act, say, whoReads } from '#console/api/review-writes.ts'
import { paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Select } from '#console/ui/Field.tsx'
import { LabelChip } from '#console/ui/LabelChip.tsx'
import { LabelMenu } from '#console/ui/LabelMenu.tsx'
import { countText, numberText } from '#console/util/number.ts'
import { verdictWord } from '#console/util/verdict-word.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'
import type { Label } from '#contract/label.ts'

import { type ManyDone, doMany } from './do-many.ts'
import { CLEAR, LEAVE, type Wish, changeBy, isNothing } from './review-change.ts'
import { selectedThreads } from './selected-threads.ts'

const threadsText = (count: number) => countText(count, 'thread')

/** Says it of a thread; false where that is deleted by now. */
const sayOf = async (
  client: QueryClient,
  thread_id: string,
  wish: Wish,
  acts: Act[],
): Promise<boolean> => {
  try {
    const subject = { thread_id, message_id: null, passage: null }
    const act = await say(client, subject, changeBy(wish))
    if (act) acts.push(act)
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

const sayBefore = async (client: QueryClient, act: Act | undefined): Promise<boolean> => {
  try {
    if (act) await say(client, act.subject, act.before)
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

/** Gives the threads that are selected a verdict and labels: what others said of them, and notes, stay. */
export const ReviewThreads = ({ onClose }: { onClose: () => void }) => {
  const client = useQueryClient()
  const { threads } = selectedThreads.use()
  const { data: labels = [] } = useQuery(labelsQuery)
  const [wish, setWish] = useState<Wish>({ verdict: LEAVE, on: [], off: [] })
  const [done, setDone] = useState<number>()
  const [of, setOf] = useState(0)
  const [ended, setEnded] = useState<ManyDone>()
  const stop = useRef<AbortController>(undefined)
  // Nothing goes on that nobody sees any more.
  useEffect(() => () => stop.current?.abort(), [])
  const act = async (ids: readonly string[]) => {
    // Asked for once, and not of each.
    if (!(await whoReads(client))) return
    const own = new AbortController()
    stop.current = own
    setOf(ids.length)
    setDone(0)
    setEnded(undefined)
    const acts: Act[] = []
    const result = await doMany(ids, (id) => sayOf(client, id, wish, acts), {
      signal: own.signal,
      onProgress: setDone,
    })
    setDone(undefined)
    if (acts.length > 0) {
      const text = `${threadsText(acts.length)} reviewed`
      const undo = () =>
        doMany(
          acts.map((_, at) => String(at)),
          (at) => sayBefore(client, acts[Number(at)]),
          { signal: new AbortController().signal, onProgress: () => undefined },
        )
      tellDone({ text, undo }, false)
    }
    if (result.done === ids.length) onClose()
    else setEnded(result)
  }
  const isBusy = done !== undefined
  const ids = [...(ended && ended.failed.size > 0 ? ended.failed.keys() : threads.keys())]
  return (
    <Dialog
      title="Review threads"
      onClose={() => (isBusy ? stop.current?.abort() : onClose())}
      footer={
        isBusy ? (
          <Button onClick={() => stop.current?.abort()}>Stop</Button>
        ) : (
          <>
            <Button onClick={onClose}>{ended ? 'Close' : 'Cancel'}</Button>
            <Button
              variant="primary"
              disabled={isNothing(wish) || ids.length === 0}
              onClick={() => void act(ids)}
            >
              {ended ? 'Try again' : `Review ${threadsText(ids.length)}`}
            </Button>
          </>
        )
      }
    >
      {isBusy ? (
        <div className="space-y-2">
          <p className="tabular">
            {numberText(done)} of {threadsText(of)} reviewed
          </p>
          <progress
            aria-label="Threads reviewed"
            max={of}
            value={done}
            className="h-1.5 w-full accent-accent"
          />
          <p className="text-small text-ink-2">Those that are reviewed stay so when you stop.</p>
        </div>
      ) : ended ? (
        <Ended {...ended} />
      ) : (
        <div className="space-y-4">
          <p className="text-ink-2">
            It is said of {threadsText(ids.length)} by you. What others said, and your notes, stay.
          </p>
          <Select
            label="Verdict"
            value={wish.verdict}
            options={[
              { value: LEAVE, label: 'Leave as it is' },
              ...VERDICTS.map((value) => ({ value, label: verdictWord(value) })),
              { value: CLEAR, label: 'Take mine back' },
            ]}
            onChange={({ target }) => setWish({ ...wish, verdict: target.value })}
          />
          <Labels
            title="Put on"
            icon={Plus}
            labels={offered(labels)}
            chosen={wish.on}
            onChange={(on) =>
              setWish({ ...wish, on, off: wish.off.filter((id) => !on.includes(id)) })
            }
          />
          <Labels
            title="Take off"
            icon={Minus}
            labels={labels}
            chosen={wish.off}
            onChange={(off) =>
              setWish({ ...wish, off, on: wish.on.filter((id) => !off.includes(id)) })
            }
          />
        </div>
      )}
    </Dialog>
  )
}

const Labels = ({
  title,
  icon: Icon,
  labels,
  chosen,
  onChange,
}: {
  title: string
  icon: typeof Plus
  labels: readonly Label[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) => {
  const navigate = useNavigate()
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  return (
    <fieldset className="space-y-1">
      <legend className="text-small font-strong text-ink-2">{title}</legend>
      <div className="flex flex-wrap items-center gap-1.5">
        {chosen.map((id) => {
          const { name = '…', color = 'gray' } = labels.find((label) => label.id === id) ?? {}
          return <LabelChip key={id} name={name} color={color} onRemove={() => toggle(id)} />
        })}
        <LabelMenu
          label={`${title} a label`}
          labels={labels}
          chosen={chosen}
          keepsOpen
          onToggle={({ id }) => toggle(id)}
          onNew={async (name) => {
            const label = await askNewLabel(name)
            if (label) onChange([...chosen, label.id])
          }}
          onManage={() => void navigate(paths.labels())}
          className="inline-flex min-h-7 items-center gap-1.5 rounded-control px-1.5 text-small text-ink-2 hover:bg-hover hover:text-ink"
        >
          <Icon aria-hidden className="icon size-3.5" />
          Label
        </LabelMenu>
      </div>
    </fieldset>
  )
}

const Ended = ({ done, kept, failed, isCutShort }: ManyDone) => {
  const [error] = failed.values()
  return (
    <div className="space-y-3">
      <p>{threadsText(done)} reviewed.</p>
      {failed.size > 0 && (
        <Failure layout="inline" what={`${threadsText(failed.size)} not reviewed.`} error={error} />
      )}
      {kept > 0 && <p className="text-ink-2">{threadsText(kept)} deleted meanwhile.</p>}
      {isCutShort && <p className="text-ink-2">The others were not tried.</p>}
    </div>
  )
}
