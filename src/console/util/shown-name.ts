/** Characters that turn the direction of others around: `photo\u202Egpj.exe` would read as an image. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g

/** The name of a file, a thread or an assistant as it may be shown: letter by letter. */
export const shownName = (name: string): string => name.replaceAll(TURNING, '\uFFFD')

/** The key of metadata as it may be shown: one of blanks alone as JSON has it. */
export const shownKey = (key: string): string =>
  key.trim() === '' ? JSON.stringify(key) : shownName(key)

/** What an assistant is called where one is chosen: one without a name by its id. */
export const shownAssistant = ({ name, id }: { name: string | null; id: string }): string =>
  shownName(name?.trim() || id)
