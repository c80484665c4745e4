import clsx from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'

import { LINE_BREAK } from '../util/line-breaks.ts'
import { LineBox, type LineBoxProps } from './LineBox.tsx'

interface FieldText {
  label: string
  hint?: ReactNode
  error?: string
  /** Keeps the label for those who hear it only. */
  hideLabel?: boolean
}

interface Ids {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label, control, hint and error, tied together. The control is given its ids. */
export const Field = ({
  label,
  hint,
  error,
  hideLabel,
  children,
}: FieldText & { children: (ids: Ids) => ReactNode }) => {
  const id = useId()
  const described = [hint && `${id}hint`, error && `${id}error`].filter(Boolean).join(' ')
  return (
    <div className="min-w-0 space-y-1">
      <label
        htmlFor={id}
        className={hideLabel ? 'sr-only' : 'block text-small font-strong text-ink-2'}
      >
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}hint`} className="text-meta text-ink-3">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}error`} className="text-meta whitespace-pre-line text-error">
          {error}
        </p>
      )}
    </div>
  )
}

/** The look of a text control. */
export const control =
  'w-full min-w-0 rounded-control border border-line-strong bg-raise px-2.5 text-ink focus-visible:outline-offset-0 aria-invalid:border-error disabled:opacity-55'

/** One line of text. One with line breaks has a box that keeps them. */
export const TextField = ({
  label,
  hint,
  error,
  hideLabel,
  className,
  ...rest
}: FieldText & LineBoxProps) => (
  <Field {...{ label, hint, error, hideLabel }}>
    {(ids) => (
      <LineBox
        {...rest}
        {...ids}
        className={clsx(
          control,
          'block h-8 [&:is(textarea)]:max-h-48 [&:is(textarea)]:min-h-8 [&:is(textarea)]:resize-none [&:is(textarea)]:py-[5px] [&:is(textarea)]:field-sizing-content',
          className,
        )}
      />
    )}
  </Field>
)

export const Textarea = ({
  label,
  hint,
  error,
  hideLabel,
  className,
  ...rest
}: FieldText & ComponentProps<'textarea'>) => (
  <Field {...{ label, hint, error, hideLabel }}>
    {(ids) => (
      <textarea
        rows={4}
        {...rest}
        {...ids}
        className={clsx(control, 'block resize-y py-1.5 leading-normal', className)}
      />
    )}
  </Field>
)

/** A box as high as its text, from one line to eight. */
export const GrowingText = ({
  value,
  className,
  ...rest
}: ComponentProps<typeof Textarea> & { value: string }) => (
  <Textarea
    {...rest}
    value={value}
    rows={Math.min(8, value.split(LINE_BREAK).length)}
    className={clsx('max-h-48 min-h-8 resize-none! py-[5px]! field-sizing-content', className)}
  />
)

export const Select = ({
  label,
  hint,
  error,
  hideLabel,
  className,
  options,
  ...rest
}: FieldText &
  Omit<ComponentProps<'select'>, 'children'> & {
    options: readonly { value: string; label: string; disabled?: boolean }[]
  }) => (
  <Field {...{ label, hint, error, hideLabel }}>
    {(ids) => (
      <select {...rest} {...ids} className={clsx(control, 'h-8 pe-1', className)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    )}
  </Field>
)
