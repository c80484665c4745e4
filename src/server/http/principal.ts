import { type Right, type Role, may, rolesThatMay } from '#contract/rights.ts'

import { forbidden } from '../refusals/api-error.ts'

/** Who asks, and as what. */
export interface Principal {
  /** The reader of this machine's console, or a client with a key. */
  kind: 'owner' | 'key'
  role: Role
}

/** Refuses who may not. The one place in which rights are enforced. @throws {ApiError} 403 */
export const authorize = ({ role }: Principal, right: Right): void => {
  if (may(role, right)) return
  throw forbidden(
    `You have insufficient permissions for this operation: it needs the right '${right}', which the role ${role} does not have. Who may: ${rolesThatMay(right).join(', ')}.`,
  )
}
