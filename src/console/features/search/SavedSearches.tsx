import { Bookmark, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { Suspense } from 'react'
import { Link } from 'react-router'

import type { NarrowedSearch } from '#console/api/search.ts'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { Menu } from '#console/ui/Menu.tsx'
import { showToast } from '#console/ui/toast.ts'
import { shownName } from '#console/util/shown-name.ts'

import { problemIn } from './query-text.ts'
import { type SavedSearch, pathOf, saved, savedAs, toSaved } from './saved.ts'
import { nameOf } from './search-name.ts'

const NameDialog = lazyPart(() => import('./NameDialog.tsx').then((module) => module.NameDialog), {
  missing: 'The dialog could not be loaded.',
  over: true,
})

/** What is being given a name: a search, or a saved one that has another. */
export interface Naming {
  is?: SavedSearch
  search: NarrowedSearch
}

/** Whether a search can be saved that is not yet. */
export const useCanSave = (search: NarrowedSearch | undefined): boolean => {
  const all = saved.use()
  return search !== undefined && !savedAs(all, search) && !problemIn(search.query)
}

/** The searches that have a name while none is made, else that one if it has; and what gives it one. */
export const SavedSearches = ({
  search,
  named,
  onNaming,
}: {
  search: NarrowedSearch | undefined
  named: Naming | undefined
  onNaming: (naming: Naming | undefined) => void
}) => {
  const all = saved.use()
  const own = search && savedAs(all, search)
  // Another tab may have saved, renamed or deleted it since the dialog opened.
  const held =
    named && (named.is ? all.find(({ id }) => id === named.is?.id) : savedAs(all, named.search))
  const shown = search ? (own ? [own] : []) : all
  return (
    <>
      {shown.length > 0 && (
        <ul
          aria-label="Saved searches"
          // Room for the ring around what has the focus: what scrolls cuts it off.
          className="-mt-1 flex max-h-22 scroll-py-1 flex-wrap gap-1.5 overflow-y-auto px-3.5 pt-1 pb-2.5"
        >
          {shown.map((each) => (
            <SavedChip
              key={each.id}
              search={each}
              isOpen={each === own}
              onRename={() => onNaming({ is: each, search: each })}
            />
          ))}
        </ul>
      )}
      {named && (
        <Suspense>
          <NameDialog
            name={named.is?.name ?? nameOf(named.search.query)}
            title={named.is ? 'Rename the search' : 'Save this search'}
            action={held ? 'Rename' : 'Save'}
            news={newsOf(named, held)}
            others={all.filter(({ id }) => id !== held?.id).map(({ name }) => name)}
            onName={(name) => {
              const known = held ?? named.is
              if (known) saved.rename(known, name)
              else saved.add({ name, ...toSaved(named.search) })
            }}
            onClose={() => onNaming(undefined)}
          />
        </Suspense>
      )}
    </>
  )
}

/** What another tab did with a search while it is given a name here. */
const newsOf = ({ is }: Naming, held: SavedSearch | undefined): string | undefined => {
  if (is && !held) return 'This search was deleted in another tab. Save it to have it again.'
  if (!held || held.name === is?.name) return undefined
  const name = shownName(held.name)
  return is ? `Another tab named it “${name}”.` : `Another tab saved this search as “${name}”.`
}

const remove = ({ id, name }: SavedSearch) => {
  const undo = saved.remove(id)
  showToast({
    text: `“${shownName(name)}” is no longer saved.`,
    action: { label: 'Undo', onSelect: undo },
    about: id,
  })
}

const SavedChip = ({
  search,
  isOpen,
  onRename,
}: {
  search: SavedSearch
  isOpen: boolean
  onRename: () => void
}) => (
  <li className="inline-flex max-w-full items-center rounded-label border border-line bg-raise text-meta font-medium">
    <Link
      to={pathOf(search)}
      aria-current={isOpen || undefined}
      title={search.query}
      className="inline-flex min-w-0 items-center gap-1.5 rounded-label py-1 ps-2 pe-1.5 hover:text-accent"
    >
      <Bookmark aria-hidden className="size-3 shrink-0 text-ink-3" strokeWidth={1.75} />
      <bdi className="truncate">{shownName(search.name)}</bdi>
    </Link>
    <Menu
      label={`Actions on the search ${shownName(search.name)}`}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-label text-ink-3 hover:bg-hover hover:text-ink"
      items={[
        { label: 'Rename', icon: Pencil, onSelect: onRename },
        { label: 'Delete', icon: Trash2, danger: true, onSelect: () => remove(search) },
      ]}
    >
      <Ellipsis aria-hidden className="size-3.5" strokeWidth={1.75} />
    </Menu>
  </li>
)
