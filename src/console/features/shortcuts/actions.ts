import type { ActionId } from '#console/hooks/use-action.ts'
import { COMMAND, commandText } from '#console/util/platform.ts'

export interface Action {
  id: ActionId
  /** One key, or two pressed one after the other; as `pressedKey` calls them. */
  keys: readonly [string] | readonly [string, string]
  label: string
  group: 'Threads' | 'Thread' | 'Review' | 'Everywhere'
  /** While it can be done it goes before the other actions of its key; the one of the highest number first. */
  first?: 1 | 2
  /** A letter that does the same with the platform's key for commands, outside of fields. */
  command?: string
}

const FIND = `Find in the thread, also ${commandText('F')}`

/** Every action with a key. The key handler and the help read this table. */
export const actions: readonly Action[] = [
  { id: 'thread.next', keys: ['j'], label: 'Open the next thread', group: 'Threads' },
  { id: 'thread.previous', keys: ['k'], label: 'Open the previous thread', group: 'Threads' },
  { id: 'thread.new', keys: ['n'], label: 'New thread', group: 'Threads' },
  { id: 'threads.filter', keys: ['f'], label: 'Filter threads', group: 'Threads' },
  { id: 'threads.focus', keys: ['l'], label: 'To the list of threads', group: 'Threads' },
  {
    id: 'thread.select',
    keys: ['x'],
    label: 'Select the thread, or take it out',
    group: 'Threads',
  },
  {
    id: 'thread.select-range',
    keys: ['X'],
    label: 'Select all from the last one to here',
    group: 'Threads',
  },
  {
    id: 'threads.delete',
    keys: ['#'],
    label: 'Delete the selected threads',
    group: 'Threads',
    first: 1,
  },
  { id: 'messages.focus', keys: ['m'], label: 'To the messages', group: 'Thread' },
  { id: 'composer.focus', keys: ['c'], label: 'Write a message', group: 'Thread' },
  { id: 'thread.date', keys: ['d'], label: 'Jump to date', group: 'Thread' },
  { id: 'thread.find', keys: ['s'], label: FIND, group: 'Thread' },
  {
    id: 'find.next',
    keys: ['n'],
    label: 'Next place, while finding',
    group: 'Thread',
    first: 2,
  },
  { id: 'find.previous', keys: ['N'], label: 'Previous place, while finding', group: 'Thread' },
  { id: 'thread.rename', keys: ['r'], label: 'Rename thread', group: 'Thread' },
  { id: 'thread.delete', keys: ['#'], label: 'Delete thread', group: 'Thread' },
  { id: 'inspector.toggle', keys: ['i'], label: 'Show or hide the inspector', group: 'Thread' },
  { id: 'review.show', keys: ['v'], label: 'Review the thread', group: 'Review' },
  { id: 'review.pass', keys: ['1'], label: 'Verdict: Pass, or take it back', group: 'Review' },
  {
    id: 'review.needs-work',
    keys: ['2'],
    label: 'Verdict: Needs work, or take it back',
    group: 'Review',
  },
  { id: 'review.fail', keys: ['3'], label: 'Verdict: Fail, or take it back', group: 'Review' },
  {
    id: 'review.labels',
    keys: ['l'],
    label: 'Label, while reviewing',
    group: 'Review',
    first: 1,
  },
  {
    id: 'review.note',
    keys: ['n'],
    label: 'Write a note, while reviewing',
    group: 'Review',
    first: 1,
  },
  {
    id: 'review.flag',
    keys: ['!'],
    label: 'Flag the message with the focus, or take the flag off',
    group: 'Review',
    first: 1,
  },
  { id: 'review.passage', keys: ['p'], label: 'Note on the selected words', group: 'Review' },
  {
    id: 'review.undo',
    keys: ['u'],
    command: 'z',
    label: `Undo what was said, also ${commandText('Z')}`,
    group: 'Review',
  },
  {
    id: 'queue.skip',
    keys: ['s'],
    label: 'Skip the thread, while reading a queue',
    group: 'Review',
    first: 1,
  },
  { id: 'search.focus', keys: ['/'], label: 'Search all threads', group: 'Everywhere' },
  { id: 'go.threads', keys: ['g', 't'], label: 'Go to threads', group: 'Everywhere' },
  { id: 'go.assistants', keys: ['g', 'a'], label: 'Go to assistants', group: 'Everywhere' },
  { id: 'go.overview', keys: ['g', 'o'], label: 'Go to the overview', group: 'Everywhere' },
  { id: 'go.review', keys: ['g', 'r'], label: 'Go to the queues', group: 'Everywhere' },
  { id: 'go.labels', keys: ['g', 'l'], label: 'Go to labels', group: 'Everywhere' },
  { id: 'shortcuts.show', keys: ['?'], label: 'Keyboard shortcuts', group: 'Everywhere' },
]

/** Keys that act where they are pressed, whatever is said of single keys. */
export const keysInPlace: readonly { keys: readonly string[]; label: string }[] = [
  { keys: [COMMAND, 'Enter'], label: 'Send the message, save the note, or save and read on' },
  { keys: ['Enter'], label: 'Open the thread, or go to its messages' },
  { keys: ['Shift', '↓'], label: 'Select on, thread by thread' },
  { keys: ['Esc'], label: 'Close what is open over the page, or end the selection' },
]

/** The actions that `key` completes, given the key pressed just before it, the first of them first; or whether it begins one. */
export const actionsFor = (
  key: string,
  before: string | undefined,
): readonly Action[] | 'begins' => {
  const pair = before && actions.find(({ keys }) => keys[0] === before && keys[1] === key)
  if (pair) return [pair]
  const single = actions.filter(({ keys }) => keys.length === 1 && keys[0] === key)
  if (single.length > 0) return single.toSorted((a, b) => (b.first ?? 0) - (a.first ?? 0))
  return actions.some(({ keys }) => keys.length === 2 && keys[0] === key) ? 'begins' : []
}

/** The action that a letter does with the platform's key for commands. */
export const commandFor = (letter: string): Action | undefined =>
  actions.find(({ command }) => command === letter)
