import clsx from 'clsx'
import {
  Bot,
  ChartNoAxesColumn,
  Keyboard,
  ListChecks,
  type LucideIcon,
  MessagesSquare,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'

import { runAction } from '#console/hooks/use-action.ts'
import { paths } from '#console/paths.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { Logo } from '#console/ui/Logo.tsx'
import { ROOM_NAME, roomLook } from '#console/ui/room-look.ts'
import { afterContent } from '#console/util/first-content.ts'

const ThemeMenu = lazyPart(
  () => afterContent(() => import('./ThemeMenu.tsx')).then((module) => module.ThemeMenu),
  { meanwhile: <span className="size-8" /> },
)

const rooms: { label: string; icon: LucideIcon; to: string }[] = [
  { label: 'Threads', icon: MessagesSquare, to: paths.threads() },
  { label: 'Review', icon: ListChecks, to: paths.queues() },
  { label: 'Assistants', icon: Bot, to: paths.assistants() },
  { label: 'Overview', icon: ChartNoAxesColumn, to: paths.overview() },
]

/**
 * The navigation: at the side, or along the bottom of a narrow screen.
 * @param saved leads to the searches that have a name
 * @param reader who reads
 */
export const Rail = ({ saved, reader }: { saved?: ReactNode; reader?: ReactNode }) => {
  const { pathname } = useLocation()
  // A thread has its own way back: where there is hardly room to read it has all of it.
  const isInThread = pathname.startsWith(`${paths.threads()}/`)
  return (
    <header
      className={clsx(
        isInThread && 'max-md:short:hidden',
        'flex shrink-0 items-center border-t border-line bg-rail px-2 pb-[env(safe-area-inset-bottom)] md:w-16 md:flex-col md:border-e md:border-t-0 md:px-0 md:py-3.5',
      )}
    >
      <Link
        to={paths.threads()}
        aria-label="Clew, all threads"
        className="mb-3 hidden rounded-control p-1 text-accent md:block"
      >
        <Logo className="size-6" />
      </Link>
      <nav
        aria-label="Rooms"
        className="flex min-w-0 flex-1 justify-around md:flex-col md:justify-start md:gap-1"
      >
        {rooms.map((room) => (
          <Room key={room.to} {...room} />
        ))}
        {saved}
      </nav>
      <div className="flex items-center gap-1 md:flex-col">
        <ThemeMenu />
        {/* A keyboard is not likely where the navigation is at the bottom. */}
        <span className="hidden md:block">
          <IconButton
            label="Keyboard shortcuts"
            icon={Keyboard}
            onClick={() => runAction('shortcuts.show')}
          />
        </span>
        {reader}
      </div>
    </header>
  )
}

const isInQueue = (pathname: string, search: string): boolean =>
  pathname.startsWith(`${paths.threads()}/`) && new URLSearchParams(search).has('queue')

const Room = ({ label, icon: Icon, to }: (typeof rooms)[number]) => {
  const { pathname, search } = useLocation()
  // A thread that is read in a queue is a part of the review.
  const room = isInQueue(pathname, search) ? paths.queues() : pathname
  const here = room.startsWith(to)
  return (
    <Link to={to} aria-current={here ? 'page' : undefined} className={roomLook(here)}>
      <Icon aria-hidden className="size-4.5" strokeWidth={1.75} />
      <span className={ROOM_NAME}>{label}</span>
    </Link>
  )
}
