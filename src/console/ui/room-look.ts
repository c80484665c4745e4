import clsx from 'clsx'

/** How what leads to a room of the console looks in the rail. @param here whether it is the room that is shown */
export const roomLook = (here: boolean): string =>
  clsx(
    'my-1.5 flex min-h-13 min-w-[min(5.5rem,17vw)] max-md:short:my-0.5 max-md:short:min-h-8 flex-col items-center justify-center gap-1 rounded-row border text-micro font-medium transition-colors duration-100 md:my-0 md:min-h-12 md:min-w-[3.375rem]',
    here
      ? 'border-line bg-raise text-ink'
      : 'border-transparent text-ink-2 hover:bg-hover hover:text-ink',
  )

/** How its name looks below its picture. */
export const ROOM_NAME = 'max-md:short:sr-only max-md:max-w-full max-md:truncate md:text-[0.625rem]'
