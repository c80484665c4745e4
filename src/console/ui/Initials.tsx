import clsx from 'clsx'

import type { PersonInShort } from '#contract/person.ts'

/** A person in short. The name stands beside it, or is heard. */
export const Initials = ({
  person,
  size = 'small',
}: {
  person: PersonInShort
  size?: 'small' | 'normal'
}) => (
  <span
    aria-hidden
    title={person.name}
    className={clsx(
      'inline-flex shrink-0 items-center justify-center rounded-full bg-hover font-strong text-ink-2 forced-colors:border forced-colors:border-line-strong',
      size === 'small' ? 'size-6 text-micro' : 'size-8 text-meta',
    )}
  >
    {person.initials}
  </span>
)
