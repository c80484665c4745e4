import { FileUp } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Textarea, TextField } from '#console/ui/Field.tsx'
import { countText, numberText } from '#console/util/number.ts'
import { MAX_ADDED_THREADS } from '#contract/mirror.ts'

import { addThreadsDraft } from './add-threads.ts'
import type { AddThreadsDraft } from './added-request.ts'
import { threadIdsIn, withIds } from './thread-ids.ts'

const change = (part: Partial<AddThreadsDraft>) =>
  addThreadsDraft.set({ ...addThreadsDraft.get(), ...part })

const WAYS = { ids: 'By their ids', dates: 'By when they were made' } as const

/** Which threads are to be added: by their ids, or by dates where the other server lists its threads. */
export const AddThreadsFields = ({ hasDates }: { hasDates: boolean }) => {
  const { by } = addThreadsDraft.use()
  return (
    <>
      {hasDates && (
        <fieldset className="flex flex-wrap gap-x-4">
          <legend className="sr-only">Which threads</legend>
          {(['ids', 'dates'] as const).map((way) => (
            <label key={way} className="flex min-h-8 items-center gap-2">
              <input
                type="radio"
                name="add-threads-by"
                className="accent-accent"
                checked={by === way}
                onChange={() => change({ by: way })}
              />
              {WAYS[way]}
            </label>
          ))}
        </fieldset>
      )}
      {hasDates && by === 'dates' ? <DateFields /> : <IdsField />}
    </>
  )
}

const DateFields = () => {
  const { from, to } = addThreadsDraft.use()
  // Days as fields have them are in the order of their letters.
  const isTurned = from !== '' && to !== '' && from > to
  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        <TextField
          type="date"
          max="9999-12-31"
          label="From"
          value={from}
          onChange={({ target }) => change({ from: target.value })}
        />
        <TextField
          type="date"
          max="9999-12-31"
          label="To"
          value={to}
          {...(isTurned && { error: 'It is before the first day.' })}
          onChange={({ target }) => change({ to: target.value })}
        />
      </div>
      <p className="text-meta text-ink-3">
        Both days count. Without them, all threads of the other server are added.
      </p>
    </>
  )
}

const IdsField = () => {
  const { ids: text } = addThreadsDraft.use()
  const count = useMemo(() => threadIdsIn(text).length, [text])
  const error =
    count > MAX_ADDED_THREADS
      ? `${countText(count, 'thread')}: at most ${numberText(MAX_ADDED_THREADS)} can be added at once.`
      : count === 0 && text.trim() !== ''
        ? 'There is no id in it. Ids begin with thread_.'
        : undefined
  return (
    <>
      <Textarea
        label="Ids of threads"
        rows={6}
        spellCheck={false}
        autoCapitalize="off"
        dir="ltr"
        className="max-h-72 font-mono text-small"
        placeholder={'thread_abc123\nthread_def456'}
        hint="They are found in any text: a list, a log, CSV or JSON. Those that do not begin with thread_ have to be all there is."
        {...(error !== undefined && { error })}
        value={text}
        onChange={({ target }) => change({ ids: target.value })}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <IdsFile />
        <output className="text-small tabular text-ink-2">
          {count > 0 && error === undefined && countText(count, 'thread')}
        </output>
      </div>
    </>
  )
}

/** Takes the ids out of a file, which is read here and sent nowhere. */
const IdsFile = () => {
  const input = useRef<HTMLInputElement>(null)
  const [told, setTold] = useState<string>()
  const [busy, setBusy] = useState(false)
  const read = async (file: File) => {
    setBusy(true)
    setTold(undefined)
    try {
      const ids = threadIdsIn(await file.text())
      change({ ids: withIds(addThreadsDraft.get().ids, ids) })
      setTold(
        ids.length > 0
          ? `${file.name}: ${countText(ids.length, 'id')}`
          : `There is no id of a thread in ${file.name}.`,
      )
    } catch {
      setTold(`${file.name} could not be read.`)
    }
    setBusy(false)
  }
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <Button size="small" icon={FileUp} busy={busy} onClick={() => input.current?.click()}>
        Choose a file of ids
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Choose a file of ids"
        accept=".txt,.csv,.tsv,.json,.jsonl,.ndjson,.log,text/*,application/json"
        onChange={({ target }) => {
          const file = target.files?.[0]
          // The same file may be chosen again.
          target.value = ''
          if (file) void read(file)
        }}
      />
      <output className="min-w-0 text-small break-words text-ink-2">{told}</output>
    </div>
  )
}
