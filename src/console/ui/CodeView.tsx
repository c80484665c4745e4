import clsx from 'clsx'
import { Fragment, type ReactNode } from 'react'

import { readableJson } from '../util/json-text.ts'
import { terminalText } from '../util/terminal-text.ts'
import { scrollStop } from './scroll-stop.ts'

/** Preformatted text that scrolls in itself, and that the keyboard can scroll. */
export const CodeView = ({
  label,
  children,
  wrap = false,
  className,
}: {
  /** What it is, read aloud on reaching it. */
  label: string
  children: ReactNode
  wrap?: boolean
  className?: string
}) => (
  // What scrolls has to be named.
  <pre
    ref={scrollStop}
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    role="group"
    aria-label={label}
    dir="ltr"
    className={clsx(
      'max-h-96 overflow-auto rounded-control bg-list px-3 py-2 text-small leading-relaxed focus-visible:-outline-offset-2',
      wrap && 'break-words whitespace-pre-wrap',
      className,
    )}
  >
    <code className="text-[0.92em]">{children}</code>
  </pre>
)

/** A value as indented JSON with keys and values told apart. Text is shown as it is when it is not JSON. */
export const JsonView = ({
  label,
  value,
  wrap = true,
  className,
}: {
  label: string
  /** A value, or the text of one. */
  value: unknown
  wrap?: boolean
  className?: string
}) => (
  <CodeView label={label} wrap={wrap} className={className}>
    {colour(terminalText(readableJson(value)))}
  </CodeView>
)

// Colouring makes an element per token; beyond this it would cost more than it tells.
const COLOURED = 40_000
const tokens =
  /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const colour = (text: string): ReactNode => {
  if (text.length > COLOURED || !/^[[{]/.test(text)) return text
  const parts: ReactNode[] = []
  let at = 0
  for (const match of text.matchAll(tokens)) {
    const [token, string, colon] = match
    parts.push(<Fragment key={at}>{text.slice(at, match.index)}</Fragment>)
    const tone = colon ? 'text-ink-2' : string ? 'text-ok' : 'text-accent'
    parts.push(
      <span key={`${match.index}t`} className={tone}>
        {token}
      </span>,
    )
    at = match.index + token.length
  }
  return [...parts, text.slice(at)]
}
