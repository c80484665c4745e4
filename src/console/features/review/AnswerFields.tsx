import clsx from 'clsx'
import { useId } from 'react'

import { GrowingText } from '#console/ui/Field.tsx'
import { shownName } from '#console/util/shown-name.ts'
import { type Criterion, SCALE } from '#contract/queue.ts'
import type { Criteria } from '#contract/review.ts'

type Answer = Criteria[string]

const SCALE_VALUES = Array.from(
  { length: SCALE.most - SCALE.least + 1 },
  (_, at) => SCALE.least + at,
)

const choicesOf = ({ type, choices = [] }: Criterion): { value: Answer; word: string }[] => {
  if (type === 'yes_no')
    return [
      { value: true, word: 'Yes' },
      { value: false, word: 'No' },
    ]
  if (type === 'scale') return SCALE_VALUES.map((value) => ({ value, word: String(value) }))
  return choices.map((choice) => ({ value: choice, word: shownName(choice) }))
}

/** What a rubric asks, each with its answer. */
export const AnswerFields = ({
  criteria,
  answers,
  missing,
  onAnswer,
  whyNot,
}: {
  criteria: readonly Criterion[]
  answers: Criteria
  /** The keys of those without which nothing is saved. */
  missing: readonly string[]
  /** Undefined takes the answer back. */
  onAnswer: (key: string, answer: Answer | undefined) => void
  whyNot: string | undefined
}) => (
  <div className="space-y-3.5">
    {criteria.map((criterion) =>
      criterion.type === 'text' ? (
        <GrowingText
          key={criterion.key}
          label={nameOf(criterion)}
          value={String(answers[criterion.key] ?? '')}
          disabled={whyNot !== undefined}
          {...(missing.includes(criterion.key) && { hint: MISSING })}
          onChange={({ target }) => onAnswer(criterion.key, target.value || undefined)}
        />
      ) : (
        <Choices
          key={criterion.key}
          criterion={criterion}
          answer={answers[criterion.key]}
          isMissing={missing.includes(criterion.key)}
          onAnswer={(answer) => onAnswer(criterion.key, answer)}
          isDisabled={whyNot !== undefined}
        />
      ),
    )}
  </div>
)

const MISSING = 'Asked for with the verdict.'
const nameOf = ({ name, required }: Criterion) => shownName(name) + (required ? ' *' : '')

const Choices = ({
  criterion,
  answer,
  isMissing,
  onAnswer,
  isDisabled,
}: {
  criterion: Criterion
  answer: Answer | undefined
  isMissing: boolean
  onAnswer: (answer: Answer | undefined) => void
  isDisabled: boolean
}) => {
  const id = useId()
  return (
    <fieldset
      disabled={isDisabled}
      aria-describedby={isMissing ? id : undefined}
      className="min-w-0 space-y-1.5"
    >
      <legend className="text-small font-strong break-words text-ink-2">{nameOf(criterion)}</legend>
      <div className="flex flex-wrap gap-1.5">
        {choicesOf(criterion).map(({ value, word }) => (
          <label
            key={word}
            className={clsx(
              'inline-flex min-h-7 min-w-8 max-w-full cursor-pointer items-center justify-center rounded-control border px-2.5 text-small has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:opacity-55',
              answer === value
                ? 'border-accent bg-accent-soft font-strong text-accent'
                : 'border-line-strong bg-raise hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={`${id}answer`}
              className="sr-only"
              checked={answer === value}
              // Pressed again it is taken back.
              onClick={() => answer === value && onAnswer(undefined)}
              onChange={() => onAnswer(value)}
            />
            <bdi className="min-w-0 break-words">{word}</bdi>
          </label>
        ))}
      </div>
      {isMissing && (
        <p id={id} className="text-meta text-ink-3">
          {MISSING}
        </p>
      )}
    </fieldset>
  )
}
