import clsx from 'clsx'

import { doneOf } from '#console/util/queue-words.ts'
import type { Queue } from '#contract/queue.ts'

/** How it stands with a queue, where that is worth a word. */
export const QueueState = ({ queue }: { queue: Queue }) => {
  const { done, all } = doneOf(queue)
  const [word, look] =
    queue.state === 'filling'
      ? ['Being filled', 'bg-accent-soft text-accent']
      : queue.state === 'failed'
        ? ['Could not be filled', 'bg-error-soft text-error']
        : queue.state === 'closed'
          ? ['Closed', 'bg-hover text-ink-2']
          : all > 0 && done >= all
            ? ['Done', 'bg-ok-soft text-ok']
            : [undefined, undefined]
  if (word === undefined) return null
  return (
    <span className={clsx('rounded-label px-1.5 text-meta leading-[1.125rem] font-medium', look)}>
      {word}
    </span>
  )
}
