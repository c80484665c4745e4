/** What whoever asks may be let do; each operation needs one of these. */
export type Right = 'read' | 'review' | 'write' | 'run' | 'delete' | 'settings'

/** Who may do what: the one table of roles, which the server enforces and the console explains. */
export const ROLES = {
  auditor: ['read', 'review'],
  operator: ['read', 'review', 'write', 'run'],
  administrator: ['read', 'review', 'write', 'run', 'delete', 'settings'],
} as const satisfies Record<string, readonly Right[]>

export type Role = keyof typeof ROLES
// The table's keys are the roles.
export const ROLE_NAMES = Object.keys(ROLES) as Role[]

export const may = (role: Role, right: Right): boolean => {
  const rights: readonly Right[] = ROLES[role]
  return rights.includes(right)
}

/** The roles that have a right, least first: whom to ask. */
export const rolesThatMay = (right: Right): Role[] => ROLE_NAMES.filter((role) => may(role, right))
