import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does; read aloud and shown on hover. */
  label: string
  icon: LucideIcon
  size?: 'normal' | 'small'
}

export const IconButton = ({
  label,
  icon: Icon,
  size = 'normal',
  className,
  ...rest
}: IconButtonProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    {...rest}
    className={clsx(
      'inline-flex shrink-0 items-center justify-center rounded-control text-ink-2 transition-colors duration-100 hover:bg-hover hover:text-ink disabled:opacity-45 aria-pressed:bg-accent-soft aria-pressed:text-accent',
      size === 'normal' ? 'size-8' : 'size-6',
      className,
    )}
  >
    <Icon aria-hidden className={clsx('icon', size === 'small' && 'size-3.5')} />
  </button>
)
