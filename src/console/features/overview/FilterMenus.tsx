import { Bot, ChevronDown, Cpu, type LucideIcon } from 'lucide-react'

import { Menu, type MenuItem } from '#console/ui/Menu.tsx'
import { SearchMenu } from '#console/ui/SearchMenu.tsx'
import { shownName } from '#console/util/shown-name.ts'
import type { Overview } from '#contract/overview.ts'

import { HEAD_BUTTON } from './RangeMenu.tsx'
import type { Whose } from './threads-behind.ts'

/** More than these are found by typing. */
const SHOWN_WHOLE = 10

interface Option {
  id: string
  name: string
}

const FilterMenu = ({
  icon: Icon,
  of,
  every,
  options,
  chosen,
  onChoose,
}: {
  icon: LucideIcon
  /** `Assistant`. */
  of: string
  every: string
  options: readonly Option[]
  chosen: string | undefined
  onChoose: (id: string | undefined) => void
}) => {
  // What an address names may have done nothing in these days.
  const known = options.some(({ id }) => id === chosen) || chosen === undefined
  const all = known ? options : [{ id: chosen, name: chosen }, ...options]
  const shown = all.find(({ id }) => id === chosen)?.name ?? every
  const items: MenuItem[] = all.map(({ id, name }) => ({
    id,
    label: shownName(name),
    checked: id === chosen,
    onSelect: () => onChoose(id),
  }))
  const none: MenuItem = {
    id: '',
    label: every,
    checked: chosen === undefined,
    onSelect: () => onChoose(undefined),
  }
  const button = { label: `${of}: ${shownName(shown)}`, className: HEAD_BUTTON }
  const face = (
    <>
      <Icon aria-hidden className="icon" />
      <span className="max-w-44 min-w-0 truncate">{shownName(shown)}</span>
      <ChevronDown aria-hidden className="icon size-3.5" />
    </>
  )
  return items.length > SHOWN_WHOLE ? (
    <SearchMenu {...button} search={`Find: ${of.toLowerCase()}`} items={items} always={[none]}>
      {face}
    </SearchMenu>
  ) : (
    <Menu {...button} items={[none, ...items]}>
      {face}
    </Menu>
  )
}

/** Narrows the overview to one assistant and one model, of those that ran. */
export const FilterMenus = ({
  ran,
  whose,
  onWhose,
}: {
  ran: Pick<Overview, 'assistants' | 'models'> | undefined
  whose: Whose
  onWhose: (whose: Whose) => void
}) => (
  <>
    <FilterMenu
      icon={Bot}
      of="Assistant"
      every="All assistants"
      options={(ran?.assistants ?? []).flatMap(({ assistant_id: id, name }) =>
        id === null ? [] : [{ id, name: name?.trim() || id }],
      )}
      chosen={whose.assistant}
      onChoose={(assistant) => onWhose({ ...whose, assistant })}
    />
    <FilterMenu
      icon={Cpu}
      of="Model"
      every="All models"
      options={(ran?.models ?? []).map(({ model }) => ({ id: model, name: model }))}
      chosen={whose.model}
      onChoose={(model) => onWhose({ ...whose, model })}
    />
  </>
)
