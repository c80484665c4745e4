import type { ReactNode } from 'react'

import { shownName } from '../util/shown-name.ts'
import { LabelDot } from './LabelChip.tsx'
import type { MenuItem } from './Menu.tsx'
import { SearchMenu } from './SearchMenu.tsx'

interface LabelLike {
  id: string
  name: string
  color: string
  description: string | null
}

/** A button with the labels there are, found by typing; a new one is made of what is typed. */
export const LabelMenu = ({
  label,
  labels,
  chosen,
  onToggle,
  onNew,
  onManage,
  keepsOpen = false,
  className,
  children,
}: {
  label: string
  labels: readonly LabelLike[]
  chosen: readonly string[]
  onToggle: (label: LabelLike) => void
  /** Asked for a label that is called so. */
  onNew: (name: string) => void
  onManage: () => void
  /** For more than one choice. */
  keepsOpen?: boolean
  className?: string
  children: ReactNode
}) => {
  const items = (typed: string): MenuItem[] => {
    const isThere = labels.some(({ name }) => name.toLowerCase() === typed.toLowerCase())
    return [
      ...labels.map((each) => ({
        id: each.id,
        label: shownName(each.name),
        ...(each.description !== null && { hint: each.description }),
        mark: <LabelDot color={each.color} />,
        checked: chosen.includes(each.id),
        ...(keepsOpen && { keepsOpen }),
        onSelect: () => onToggle(each),
      })),
      ...(typed !== '' && !isThere
        ? [{ id: 'new', label: `New label “${typed}”…`, onSelect: () => onNew(typed) }]
        : []),
      ...(typed === '' && labels.length === 0
        ? [{ id: 'new', label: 'New label…', onSelect: () => onNew('') }]
        : []),
    ]
  }
  return (
    <SearchMenu
      label={label}
      search="Find a label, or name a new one"
      items={items}
      always={[{ id: 'manage', label: 'Manage labels', separated: true, onSelect: onManage }]}
      align="start"
      {...(className !== undefined && { className })}
    >
      {children}
    </SearchMenu>
  )
}
