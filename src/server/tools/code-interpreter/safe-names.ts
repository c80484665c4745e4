import { shownName } from '#contract/file.ts'

/** Of a name, in UTF-8; what file systems take. */
const MAX_BYTES = 200

/**
 * What files are called below `/mnt/data`, in their order: no folders, nothing unprintable, no two
 * alike. A list that only grows at its end keeps its names.
 */
export const safeNames = (files: readonly { filename: string }[]): string[] => {
  const taken = new Set<string>()
  return files.map(({ filename }) => {
    const name = safeName(filename)
    let unique = name
    for (let copy = 2; taken.has(unique.toLowerCase()); copy++) unique = withSuffix(name, copy)
    taken.add(unique.toLowerCase())
    return unique
  })
}

/** What a file is called: the last part of a path, as it may be shown. */
export const safeName = (filename: string): string => {
  const base = filename.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const printable = shownName(base.replaceAll('\u{fffd}', '')).trim()
  const name = /^\.*$/.test(printable) ? 'file' : printable
  // Again: a cut may leave a joiner with nothing to join.
  return shownName(cut(name, MAX_BYTES))
}

const withSuffix = (name: string, copy: number): string => {
  const [stem, extension] = split(name)
  return `${stem} (${copy})${extension}`
}

/** At the last dot, where what follows looks like an extension. */
const split = (name: string): [stem: string, extension: string] => {
  const at = name.lastIndexOf('.')
  return at > 0 && name.length - at <= 12 ? [name.slice(0, at), name.slice(at)] : [name, '']
}

const cut = (name: string, bytes: number): string => {
  const [stem, extension] = split(name)
  const room = bytes - Buffer.byteLength(extension)
  let kept = ''
  let length = 0
  for (const character of stem) {
    length += Buffer.byteLength(character)
    if (length > room) break
    kept += character
  }
  return kept + extension
}
