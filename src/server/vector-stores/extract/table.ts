import { parse } from 'csv-parse/sync'

/**
 * A table with a line for each row that names every column, so that a passage from its middle still
 * says what its numbers are. Text that is no table is left as it is.
 */
export const tableText = (text: string, delimiter: string): string => {
  const rows = rowsOf(text, delimiter)
  const [header, ...body] = rows ?? []
  if (!header || header.length < 2 || body.length === 0) return text
  return body
    .map((row) =>
      row
        .map((cell, at) =>
          cell.trim() === '' ? '' : `${header[at] ?? `column ${at + 1}`}: ${cell}`,
        )
        .filter((cell) => cell !== '')
        .join('; '),
    )
    .join('\n')
}

const rowsOf = (text: string, delimiter: string): string[][] | undefined => {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 1024 * 1024,
      trim: true,
    })
  } catch {
    return undefined
  }
}
