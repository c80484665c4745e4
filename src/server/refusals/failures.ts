import { codeOf } from '../error-code.ts'
import { ApiError, FINAL } from './api-error.ts'

/** The disk is full or refuses: nothing of the write was kept. The reason is for the log alone. */
export class StoreFull extends ApiError {
  readonly reason: string

  constructor(reason: string, options: ErrorOptions = {}) {
    super(507, 'insufficient_storage', 'The server has no room left to store this.', null, {
      headers: FINAL,
      cause: new Error(reason, options),
    })
    this.reason = reason
  }
}

/** Another process has held the database for as long as a write waits: nothing of the write was kept. */
export class StoreHeld extends ApiError {
  constructor() {
    super(
      503,
      'database_locked',
      'Another process holds the database: nothing was stored. Try again once it is done.',
      null,
      { headers: FINAL },
    )
  }
}

/** The file of the database was moved or deleted while it is open: what is written goes nowhere. */
export class StoreGone extends ApiError {
  constructor() {
    super(
      500,
      'database_gone',
      'The database was moved or deleted: nothing more is stored. Stop the server and put it back.',
      null,
      { headers: FINAL },
    )
  }
}

/** What is damaged, where whoever read it did not say what that was. */
export const UNNAMED = 'what was asked for'

/** The database is damaged where this was to be read: it will be so until a backup is in its place. */
export class StoreDamaged extends ApiError {
  readonly what: string

  /** @param what cannot be read, where that is known, such as `message 'msg_abc'` */
  constructor(cause: unknown, what = UNNAMED) {
    super(
      500,
      'database_damaged',
      `The database is damaged: ${what} cannot be read. Stop the server and put a backup in its place.`,
      null,
      { headers: FINAL, cause },
    )
    this.what = what
  }
}

/** The refusal that a failure becomes, whatever threw it. Unknown failures keep their inside to the log. */
export const toApiError = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreFull('no space left', { cause: error })
    // More is open at once than the system allows: a moment later there may be room.
    case 'EMFILE':
    case 'ENFILE':
      return overloaded(error)
    default:
      return unexpected(error)
  }
}

const overloaded = (cause: unknown) =>
  new ApiError(503, null, 'The server has too much open at once. Try again in a moment.', null, {
    headers: { 'x-should-retry': 'true', 'retry-after': '1' },
    cause,
  })
const unexpected = (cause: unknown) =>
  new ApiError(
    500,
    null,
    'The server had an error while processing your request. Sorry about that!',
    null,
    { headers: FINAL, cause },
  )
