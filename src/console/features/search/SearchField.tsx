import { BookmarkPlus, Search as SearchIcon, X } from 'lucide-react'
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useEffectEvent,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { NavigationType, useNavigationType } from 'react-router'

import type { NarrowedSearch } from '#console/api/search.ts'
import { runAction } from '#console/hooks/use-action.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { Kbd } from '#console/ui/Kbd.tsx'
import { isComposing } from '#console/util/composition.ts'
import { loadWhenIdle } from '#console/util/first-content.ts'
import { SEARCH, takeTyped } from '#console/util/type-ahead.ts'

import type { Edit } from './edit-written.ts'
import { problemIn } from './query-text.ts'
import { recents } from './recents.ts'
import { type Naming, SavedSearches, useCanSave } from './SavedSearches.tsx'
import { SearchChips } from './SearchChips.tsx'
import { type Suggestion, firstActive } from './suggest.ts'
import { Suggestions, optionId } from './Suggestions.tsx'
import { type OnQuery, useQueryText } from './use-query-text.ts'
import { useSuggestions } from './use-suggestions.ts'
import { ProblemText, WRONG_QUERY } from './WrongQuery.tsx'

interface Props {
  search: NarrowedSearch | undefined
  /** What is to be looked for from now on; an empty text for nothing. */
  onQuery: OnQuery
  /** Tells whether what is written is something else than what was asked, and cannot be asked yet. */
  onUnasked: (isUnasked: boolean) => void
  /** Whether the last word was still being written when the field was last there: on a phone a match takes its place. */
  wasTyping: boolean
  /** Tells whether the last word of the query is still being written. */
  onTyping: (isTyping: boolean) => void
  /** Makes a change to what is written, and returns what is to be asked then. */
  editor?: Ref<(edit: Edit) => string>
}

/** Where a query is written; it stands above the list, whatever the list shows. */
export const SearchField = ({ search, onQuery, onUnasked, wasTyping, onTyping, editor }: Props) => {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const { text, isTyping, unasked, edit, write, ask, leave } = useQueryText(
    search?.query ?? '',
    onQuery,
    { wasTyping, isBack: useNavigationType() === NavigationType.Pop },
  )
  useImperativeHandle(editor, () => edit)
  const isUnasked = unasked !== undefined
  useEffect(() => onUnasked(isUnasked), [isUnasked, onUnasked])
  useEffect(() => onTyping(isTyping), [isTyping, onTyping])
  // After a reload the field is left without having had the focus.
  const onFocusIn = useEffectEvent(({ target }: FocusEvent) => {
    if (target !== input.current) leave()
  })
  useEffect(() => {
    document.addEventListener('focusin', onFocusIn)
    return () => document.removeEventListener('focusin', onFocusIn)
  }, [])
  const [caret, setCaret] = useState(0)
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<number>()
  const items = useSuggestions(text, caret, isOpen)
  const isShown = items.length > 0
  const active =
    chosen === undefined ? firstActive(text, caret, items) : Math.min(chosen, items.length - 1)
  const [named, setNamed] = useState<Naming>()
  const canSave = useCanSave(search)
  const wanted = useRef<number>(undefined)
  useLayoutEffect(() => {
    // What is taken stands in the field first.
    if (wanted.current !== undefined)
      input.current?.setSelectionRange(wanted.current, wanted.current)
    wanted.current = undefined
  }, [text])
  const change = (next: string, at: number) => {
    write(next)
    setCaret(at)
    setChosen(undefined)
    setOpen(true)
  }
  useEffect(() => {
    takeTyped(SEARCH, (typed, _, isWaited) => {
      if (!isWaited) return
      input.current?.focus()
      if (typed !== '') change(typed, typed.length)
    })
    loadWhenIdle([() => import('./SearchResults.tsx')])
    // What was typed before the field was there is taken once.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])
  const close = () => {
    setOpen(false)
    setChosen(undefined)
  }
  const submit = (query: string) => {
    close()
    ask(query)
    // What cannot be asked would only be refused again.
    if (!problemIn(query.trim())) recents.remember(query)
  }
  const take = (item: Suggestion) => {
    if (item.group === 'Recent searches') return submit(item.text)
    wanted.current = item.caret
    return change(item.text, item.caret)
  }
  const forget = ({ text: query }: Suggestion) => {
    recents.forget(query)
    setChosen(undefined)
  }
  const clear = () => {
    ask('')
    setCaret(0)
    close()
    input.current?.focus()
  }
  /** @returns whether the key is taken */
  const act = (event: KeyboardEvent): boolean => {
    const current = active === undefined ? undefined : items[active]
    switch (event.key) {
      case 'Escape':
        if (isShown) close()
        else if (text !== '') clear()
        else runAction('threads.focus')
        return true
      case 'Enter':
        if (current) take(current)
        else submit(text)
        return true
      case 'Tab':
        if (current && !event.shiftKey) take(current)
        return current !== undefined && !event.shiftKey
      case 'ArrowDown':
        if (isShown) setChosen(((active ?? -1) + 1) % items.length)
        else runAction('threads.focus')
        return true
      case 'ArrowUp':
        if (isShown) setChosen(((active ?? 0) - 1 + items.length) % items.length)
        return isShown
      case 'Delete':
        if (chosen === undefined || current?.group !== 'Recent searches') return false
        forget(current)
        return true
      default:
        return false
    }
  }
  const isWrong = !isUnasked && search !== undefined && problemIn(search.query) !== undefined
  return (
    <search aria-label="All threads" className="block shrink-0">
      <div className="px-3.5 pb-2.5">
        <div
          ref={box}
          className="flex h-9 items-center rounded-control border border-line-strong bg-raise ps-2.5 pe-1.5 has-[input:focus-visible]:border-accent has-[input:focus-visible]:outline-2 has-[input:focus-visible]:-outline-offset-1 has-[input:focus-visible]:outline-accent"
        >
          <SearchIcon aria-hidden className="icon shrink-0 text-ink-3" strokeWidth={1.75} />
          <input
            ref={input}
            data-search-field
            type="text"
            role="combobox"
            aria-expanded={isShown}
            aria-autocomplete="list"
            aria-controls={isShown ? id : undefined}
            aria-activedescendant={
              isShown && active !== undefined ? optionId(id, active) : undefined
            }
            dir="auto"
            enterKeyHint="search"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-label="Search all threads"
            placeholder="Search all threads"
            aria-invalid={isWrong || undefined}
            aria-describedby={isUnasked ? `${id}unasked` : isWrong ? WRONG_QUERY : undefined}
            value={text}
            onChange={({ target }) =>
              change(target.value, target.selectionStart ?? target.value.length)
            }
            onSelect={({ currentTarget: { selectionStart } }) => setCaret(selectionStart ?? 0)}
            onFocus={() => setOpen(text === '')}
            onClick={() => setOpen(true)}
            onBlur={({ currentTarget }) => {
              close()
              // Of a window that is left, the field stays where the focus is.
              if (document.activeElement !== currentTarget) leave()
            }}
            onKeyDown={(event) => {
              if (isComposing(event.nativeEvent) || !act(event)) return
              event.preventDefault()
            }}
            className="h-full min-w-0 flex-1 bg-transparent px-2 outline-none"
          />
          {search && canSave && (
            <IconButton
              label="Save this search"
              icon={BookmarkPlus}
              size="small"
              onClick={() => setNamed({ search })}
            />
          )}
          {text !== '' ? (
            <IconButton label="Clear the search" icon={X} size="small" onClick={clear} />
          ) : (
            <span aria-hidden className="touch:hidden">
              <Kbd>/</Kbd>
            </span>
          )}
        </div>
        {unasked && (
          <p id={`${id}unasked`} className="px-2.5 pt-1.5 text-meta text-ink-2">
            Not searched yet. <ProblemText message={unasked.message} />
          </p>
        )}
      </div>
      {isShown && (
        <Suggestions {...{ id, items, active }} anchor={box} onTake={take} onForget={forget} />
      )}
      {search && (
        <SearchChips query={search.query} onEdit={(change) => onQuery(edit(change), true)} />
      )}
      <SavedSearches search={search} named={named} onNaming={setNamed} />
    </search>
  )
}
