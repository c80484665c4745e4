import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, MouseEvent } from 'react'

import { Spinner } from './Spinner.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-accent-on hover:bg-accent-strong border-transparent forced-plate',
  secondary: 'bg-raise text-ink border-line-strong hover:bg-hover',
  quiet: 'text-ink-2 border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-error text-error-on border-transparent hover:brightness-95 forced-plate',
}

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  size?: 'normal' | 'small'
  icon?: LucideIcon
  /** Shows that what it does is under way, and takes no further press. */
  busy?: boolean
  /** Has nothing to do just now. Unlike one that is disabled it keeps the focus. */
  idle?: boolean
  /** Why it may not be pressed. */
  whyNot?: string | undefined
}

/** Neither a press nor Enter in a field of its form does anything. */
const takeNoPress = (event: MouseEvent) => event.preventDefault()

export const Button = ({
  variant = 'secondary',
  size = 'normal',
  icon: Icon,
  busy = false,
  idle = false,
  className,
  children,
  disabled,
  whyNot,
  onClick,
  ...rest
}: ButtonProps) => (
  <button
    type="button"
    title={whyNot}
    {...rest}
    disabled={disabled || whyNot !== undefined}
    // A busy button keeps the focus, which one that is disabled loses for good.
    aria-disabled={busy || idle || undefined}
    aria-busy={busy || undefined}
    onClick={busy || idle ? takeNoPress : onClick}
    className={clsx(
      'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control border font-strong whitespace-nowrap transition-colors duration-100 disabled:opacity-55 aria-disabled:opacity-55',
      size === 'normal' ? 'min-h-8 px-3' : 'min-h-7 px-2.5 text-small',
      variants[variant],
      className,
    )}
  >
    {busy ? <Spinner /> : Icon && <Icon aria-hidden className="icon" />}
    {children}
  </button>
)
