import type { Config } from 'tailwindcss'

import { TWO_COLUMNS } from './src/console/util/widths.ts'

/** Names for the tokens that `src/console/styles.css` gives a value in each theme. */
export default {
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      page: 'var(--page)',
      list: 'var(--list)',
      rail: 'var(--rail)',
      raise: 'var(--raise)',
      hover: 'var(--hover)',
      line: { DEFAULT: 'var(--line)', strong: 'var(--line-strong)' },
      ink: { DEFAULT: 'var(--ink)', 2: 'var(--ink-2)', 3: 'var(--ink-3)' },
      accent: {
        DEFAULT: 'var(--accent)',
        strong: 'var(--accent-strong)',
        soft: 'var(--accent-soft)',
        on: 'var(--on-accent)',
      },
      ok: { DEFAULT: 'var(--ok)', soft: 'var(--ok-soft)' },
      attention: { DEFAULT: 'var(--attention)', soft: 'var(--attention-soft)' },
      error: { DEFAULT: 'var(--error)', soft: 'var(--error-soft)', on: 'var(--on-error)' },
      mark: { DEFAULT: 'var(--mark)', strong: 'var(--mark-strong)' },
      knot: 'var(--knot)',
    },
    fontFamily: { sans: 'var(--font-sans)', mono: 'var(--font-mono)' },
    fontSize: {
      micro: ['0.6875rem', '1.4'],
      meta: ['0.75rem', '1.45'],
      small: ['0.78125rem', '1.45'],
      base: ['0.84375rem', '1.45'],
      read: ['0.9375rem', '1.62'],
      title: ['0.9375rem', '1.35'],
      heading: ['1.0625rem', '1.3'],
      display: ['1.25rem', '1.25'],
      figure: ['1.5rem', '1.25'],
    },
    fontWeight: { normal: '400', medium: '500', strong: '560', heading: '620' },
    borderRadius: {
      none: '0',
      label: '5px',
      control: '7px',
      row: '9px',
      card: '10px',
      composer: '13px',
      full: '9999px',
    },
    boxShadow: { raise: 'var(--shadow-raise)', none: 'none' },
    screens: { sm: '30em', md: `${TWO_COLUMNS / 16}em` },
    extend: {
      // The thread's line, a measure of at most 75 characters, and the margin.
      maxWidth: { column: 'var(--column)' },
      letterSpacing: { heading: '-0.01em' },
    },
  },
} satisfies Config
