import clsx from 'clsx'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useRef } from 'react'

import { describeFailure } from '../util/describe-failure.ts'
import { Button } from './Button.tsx'
import { useTellsReason } from './told-once.ts'

/** What could not be done, why, the request id for whoever looks into it, and a way to try again. */
export const Failure = (props: FailureProps) =>
  props.once ? <FailureOnce {...props} /> : <FailureText {...props} />

/** A reason that stands elsewhere on the screen is not told again. */
const FailureOnce = (props: FailureProps) => {
  const place = useRef<HTMLDivElement>(null)
  const tells = useTellsReason(describeFailure(props.error).message, place)
  return (
    <div ref={place}>
      {tells ? (
        <FailureText {...props} />
      ) : (
        <p className="px-6 py-12 text-center text-small text-ink-2">{props.what}</p>
      )}
    </div>
  )
}

interface FailureProps {
  /** What was attempted: "The threads could not be loaded." */
  what: string
  error: unknown
  onRetry?: () => void
  /** What the button says. */
  retry?: string
  /** `block` fills an empty place; `inline` stands among other things. */
  layout?: 'block' | 'inline'
  /** Of several with one reason one tells it: a try of that one is a try of all. */
  once?: boolean
  children?: ReactNode
}

const FailureText = ({
  what,
  error,
  onRetry,
  retry = 'Try again',
  layout = 'block',
  children,
}: FailureProps) => {
  const { message, requestId } = describeFailure(error)
  return (
    <div
      role="alert"
      className={clsx(
        layout === 'block'
          ? 'flex flex-col items-center gap-3 px-6 py-12 text-center'
          : 'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card border border-transparent bg-error-soft px-3 py-2.5',
      )}
    >
      <CircleAlert
        aria-hidden
        className={clsx('shrink-0 text-error', layout === 'block' ? 'size-6' : 'icon')}
        strokeWidth={1.75}
      />
      <div className={clsx('min-w-0 space-y-0.5', layout === 'inline' ? 'flex-1' : 'max-w-96')}>
        <p className="font-strong">{what}</p>
        <p className="text-small break-words text-ink-2">{message}</p>
        {requestId && (
          <p className="text-meta text-ink-2">
            Request <code className="break-all select-all">{requestId}</code>
          </p>
        )}
        {children}
      </div>
      {onRetry && (
        <Button size={layout === 'inline' ? 'small' : 'normal'} onClick={onRetry}>
          {retry}
        </Button>
      )}
    </div>
  )
}
