import clsx from 'clsx'

import type { Tone } from '#console/ui/run-state.ts'

const inks: Record<Tone, string> = {
  neutral: 'text-knot',
  accent: 'text-accent',
  ok: 'text-knot',
  attention: 'text-attention',
  error: 'text-error',
}

/** Where the hairline of the thread runs, from the start of a row. */
export const THREAD_LINE = 'start-[1.1875rem] md:start-[1.9375rem]'

/** The mark of a row on the thread: an open ring, a disc, or a small diamond. Colour is state. */
export const Knot = ({
  shape,
  tone,
  active = false,
  className,
}: {
  shape: 'ring' | 'disc' | 'diamond'
  tone: Tone
  /** Something is being written here. */
  active?: boolean
  className?: string
}) => (
  <span
    aria-hidden
    className={clsx(
      'absolute -translate-x-1/2 [forced-color-adjust:none] rtl:translate-x-1/2',
      THREAD_LINE,
      inks[tone],
      shape === 'diamond'
        ? 'size-[0.6875rem] rotate-45 rounded-[2px] bg-current outline-4 outline-page'
        : 'size-[0.9375rem] rounded-full outline-3 outline-page',
      shape === 'ring' && 'border-2 border-current bg-page',
      shape === 'disc' && 'bg-current',
      // Where colours are the system's a second outline tells of trouble.
      (tone === 'error' || tone === 'attention') &&
        'forced-colors:shadow-[0_0_0_2px_Canvas,0_0_0_4px_CanvasText] forced-colors:outline-0',
      active && 'shadow-[0_0_0_5px_var(--accent-soft)] outline-0',
      className,
    )}
  />
)
