/** Characters that turn the direction of others around: `photo\u202Egpj.exe` would read as an image. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g

/** The name of a file, a thread or an assistant as it may be shown: letter by letter. */
export const shownName = (name: string): string => name.replaceAll(TURNING, '\uFFFD')

/** What an assistant is called where one is chosen: one without a name by its id. */
export const shownAssistant = ({ name, id }: { name: string | null; id: string }): string =>
  shownName(name?.trim() || id)
