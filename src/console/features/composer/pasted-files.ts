/**
 * The files in a paste, or none where its text is what is meant: a spreadsheet offers a picture of the
 * cells beside their text, a file manager the file's name beside the file.
 */
export const pastedFiles = (data: Pick<DataTransfer, 'files' | 'getData'>): File[] => {
  const files = [...data.files]
  const text = data.getData('text/plain').trim()
  if (text === '') return files
  const names = text.split('\n').map((line) => line.trim().split(/[\\/]/).at(-1))
  return files.every(({ name }) => names.includes(name)) ? files : []
}
