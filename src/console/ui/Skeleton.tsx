import clsx from 'clsx'

/** The place of something that is being fetched. Give it the size of what will come. Its border is seen in forced colours. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span
    aria-hidden
    className={clsx(
      'block animate-skeleton rounded-label border border-transparent bg-line',
      className,
    )}
  />
)
