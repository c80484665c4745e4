import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'

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
  /** Why it may not be pressed. */
  whyNot?: string | undefined
}

export const Button = ({
  variant = 'secondary',
  size = 'normal',
  icon: Icon,
  busy = false,
  className,
  children,
  disabled,
  whyNot,
  ...rest
}: ButtonProps) => (
  <button
    type="button"
    title={whyNot}
    {...rest}
    disabled={disabled || busy || whyNot !== undefined}
    aria-busy={busy || undefined}
    className={clsx(
      'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control border font-strong whitespace-nowrap transition-colors duration-100 disabled:opacity-55',
      size === 'normal' ? 'min-h-8 px-3' : 'min-h-7 px-2.5 text-small',
      variants[variant],
      className,
    )}
  >
    {busy ? <Spinner /> : Icon && <Icon aria-hidden className="icon" />}
    {children}
  </button>
)
