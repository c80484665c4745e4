export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The name of the platform's key for commands. */
export const COMMAND = isMac ? '⌘' : 'Ctrl'

/** What is pressed for a command, as it is written there: `⌘F`, `Ctrl+F`. */
export const commandText = (key: string, onMac = isMac): string =>
  onMac ? `⌘${key}` : `Ctrl+${key}`

/**
 * The key that is pressed, by its letter on a Latin keyboard: where a layout of another script is on, the
 * same key types a letter of that one. Other keys are called as the event calls them.
 */
export const pressedKey = ({ key, code, shiftKey }: KeyboardEvent): string => {
  if (key.length !== 1 || /[\x20-\x7e]/.test(key)) return key
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter === undefined) return key
  return shiftKey ? letter : letter.toLowerCase()
}

/** Whether a letter is pressed with the platform's key for commands alone: ⌘, elsewhere Ctrl. */
export const withCommand = (event: KeyboardEvent, letter: string): boolean =>
  pressedKey(event).toLowerCase() === letter &&
  (isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) &&
  !event.shiftKey &&
  !event.altKey
