import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useRef } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { GrowingText, Select, TextField } from '#console/ui/Field.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'
import { type CriterionRequest, MAX_CRITERIA } from '#contract/queue.ts'

import { type CriterionText, criterionFault } from './rubric.ts'

const TYPES: { value: CriterionRequest['type']; label: string }[] = [
  { value: 'yes_no', label: 'Yes or no' },
  { value: 'scale', label: '1 to 5' },
  { value: 'choice', label: 'One of these' },
  { value: 'text', label: 'Text' },
]

/** What whoever judges is asked besides the verdict, in its order. */
export const RubricFields = ({
  criteria,
  isTold,
  onChange,
}: {
  criteria: readonly CriterionText[]
  /** Faults are told, not only once they are typed. */
  isTold: boolean
  onChange: (criteria: CriterionText[]) => void
}) => {
  const list = useRef<HTMLOListElement>(null)
  const nextId = useRef(1)
  const change = (at: number, to: Partial<CriterionText>) =>
    onChange(criteria.map((each, place) => (place === at ? { ...each, ...to } : each)))
  const move = (at: number, by: 1 | -1) => {
    const next = [...criteria]
    const [moved] = next.splice(at, 1)
    if (moved) next.splice(at + by, 0, moved)
    onChange(next)
  }
  const remove = (at: number) => {
    onChange(criteria.filter((_, place) => place !== at))
    requestAnimationFrame(() => {
      const left = list.current?.querySelectorAll<HTMLElement>('[data-criterion-name]')
      left?.[Math.min(at, left.length - 1)]?.focus()
    })
  }
  return (
    <fieldset className="space-y-2">
      <legend className="text-small font-strong text-ink-2">Also asked of each thread</legend>
      <ol ref={list} className="space-y-2 empty:hidden">
        {criteria.map((criterion, at) => (
          <Criterion
            key={criterion.id}
            {...{ criterion, isTold }}
            isFirst={at === 0}
            isLast={at === criteria.length - 1}
            number={at + 1}
            onChange={(to) => change(at, to)}
            onMove={(by) => move(at, by)}
            onRemove={() => remove(at)}
          />
        ))}
      </ol>
      <Button
        size="small"
        icon={Plus}
        disabled={criteria.length >= MAX_CRITERIA}
        onClick={() => {
          const id = nextId.current++
          onChange([...criteria, { id, name: '', type: 'yes_no', choices: '', required: false }])
          requestAnimationFrame(() =>
            [...(list.current?.querySelectorAll<HTMLElement>('[data-criterion-name]') ?? [])]
              .at(-1)
              ?.focus(),
          )
        }}
      >
        Add a criterion
      </Button>
    </fieldset>
  )
}

const Criterion = ({
  criterion,
  isTold,
  number,
  isFirst,
  isLast,
  onChange,
  onMove,
  onRemove,
}: {
  criterion: CriterionText
  isTold: boolean
  number: number
  isFirst: boolean
  isLast: boolean
  onChange: (to: Partial<CriterionText>) => void
  onMove: (by: 1 | -1) => void
  onRemove: () => void
}) => {
  const fault = criterionFault(criterion)
  return (
    <li className="space-y-2 rounded-card border border-line p-2.5">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <TextField
            data-criterion-name
            label={`Criterion ${number}`}
            placeholder="Was the answer polite?"
            autoComplete="off"
            value={criterion.name}
            onChange={({ target }) => onChange({ name: target.value })}
          />
        </div>
        <div className="w-36">
          <Select
            label="Answer"
            value={criterion.type}
            options={TYPES}
            onChange={({ target }) => {
              const type = TYPES.find(({ value }) => value === target.value)?.value
              if (type) onChange({ type })
            }}
          />
        </div>
      </div>
      {criterion.type === 'choice' && (
        <GrowingText
          label="Answers, one a line"
          value={criterion.choices}
          onChange={({ target }) => onChange({ choices: target.value })}
        />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <label className="inline-flex min-h-6 items-center gap-2 text-small">
          <input
            type="checkbox"
            className="accent-accent"
            checked={criterion.required}
            onChange={({ target }) => onChange({ required: target.checked })}
          />
          No verdict without it
        </label>
        <div className="flex">
          <IconButton
            label={`Move criterion ${number} up`}
            icon={ArrowUp}
            disabled={isFirst}
            onClick={() => onMove(-1)}
          />
          <IconButton
            label={`Move criterion ${number} down`}
            icon={ArrowDown}
            disabled={isLast}
            onClick={() => onMove(1)}
          />
          <IconButton label={`Remove criterion ${number}`} icon={Trash2} onClick={onRemove} />
        </div>
      </div>
      {isTold && fault && (
        <p role="alert" className="text-meta text-error">
          {fault}
        </p>
      )}
    </li>
  )
}
