/** A line that cannot be imported, and why, in words for whoever wrote the file. */
export class BadLine extends Error {
  override name = 'BadLine'
}
