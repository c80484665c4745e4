import { type ClipboardEvent, type ComponentProps, useLayoutEffect, useRef, useState } from 'react'

import { directionOf } from '../util/direction.ts'
import { LINE_BREAK, withBreaksOf } from '../util/line-breaks.ts'

/** What a box tells of its text. */
export interface TextChange {
  target: { value: string }
}

/** Without `maxLength`: what is pasted would be cut without a word. What is too long is told as an error. */
export type LineBoxProps = Omit<ComponentProps<'input'>, 'onChange' | 'maxLength'> & {
  onChange?: (change: TextChange) => void
}

/** What a box of one line and one of several understand alike. */
const SHARED = [
  'id',
  'name',
  'value',
  'lang',
  'placeholder',
  'disabled',
  'readOnly',
  'required',
  'spellCheck',
  'autoComplete',
  'autoCapitalize',
  'inputMode',
  'enterKeyHint',
  'title',
  'className',
  'aria-label',
  'aria-describedby',
  'aria-invalid',
] as const

// The cast: `fromEntries` forgets which names it was given.
const ofBoth = (props: LineBoxProps) =>
  Object.fromEntries(SHARED.map((name) => [name, props[name]])) as Pick<
    LineBoxProps,
    (typeof SHARED)[number]
  >

/**
 * A box for one line of text. It becomes one of several lines where the text has line breaks, as it comes or
 * as it is pasted, for a box of one line would drop them. It stays so: another in its place would take the
 * focus from who types.
 */
export const LineBox = (props: LineBoxProps) => {
  const { value, onChange, type = 'text' } = props
  const box = useRef<HTMLTextAreaElement>(null)
  /** Where the cursor stands after what was pasted. */
  const [pasted, setPasted] = useState<number>()
  const [hasLines, setHasLines] = useState(
    () => typeof value === 'string' && LINE_BREAK.test(value),
  )
  useLayoutEffect(() => {
    if (pasted === undefined) return
    box.current?.focus()
    box.current?.setSelectionRange(pasted, pasted)
  }, [pasted])
  if (hasLines && typeof value === 'string') {
    return (
      <textarea
        {...ofBoth(props)}
        dir={directionOf(value)}
        ref={box}
        rows={Math.min(8, value.split(LINE_BREAK).length)}
        style={{ height: 'auto' }}
        onChange={(event) =>
          onChange?.({ target: { value: withBreaksOf(value, event.target.value) } })
        }
      />
    )
  }
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    props.onPaste?.(event)
    const text = event.clipboardData.getData('text/plain')
    if (type !== 'text' || typeof value !== 'string' || !onChange || !LINE_BREAK.test(text)) return
    event.preventDefault()
    const { selectionStart, selectionEnd } = event.currentTarget
    const from = selectionStart ?? value.length
    const before = value.slice(0, from) + text
    const whole = before + value.slice(selectionEnd ?? from)
    setHasLines(true)
    setPasted(before.replaceAll(new RegExp(LINE_BREAK, 'g'), '\n').length)
    onChange({ target: { value: whole } })
  }
  return <input {...props} type={type} onPaste={paste} />
}
