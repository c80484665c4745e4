import { Bookmark } from 'lucide-react'
import { useNavigate } from 'react-router'

import { Menu } from '#console/ui/Menu.tsx'
import { ROOM_NAME, roomLook } from '#console/ui/room-look.ts'
import { shownName } from '#console/util/shown-name.ts'

import { pathOf, saved } from './saved.ts'

/** The searches that have a name, from wherever the reader is; nothing while there are none. */
export const SavedMenu = () => {
  const all = saved.use()
  const navigate = useNavigate()
  if (all.length === 0) return null
  return (
    <Menu
      label="Saved searches"
      align="start"
      className={roomLook(false)}
      items={all.map((search) => ({
        id: search.id,
        label: shownName(search.name),
        icon: Bookmark,
        onSelect: () => void navigate(pathOf(search)),
      }))}
    >
      <Bookmark aria-hidden className="size-4.5" strokeWidth={1.75} />
      <span className={ROOM_NAME}>Saved</span>
    </Menu>
  )
}
