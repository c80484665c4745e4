import { useQuery } from '@tanstack/react-query'

import { type OperationName, operations } from '#contract/operations.ts'
import { type Role, may, rolesThatMay } from '#contract/rights.ts'

import { sessionQuery, useSessionNow } from './session.ts'

/** Why a role may not do it, and whom to ask; undefined where it may. */
export const whyNot = (role: Role, operation: OperationName): string | undefined => {
  const { right } = operations[operation]
  if (may(role, right)) return undefined
  const who = new Intl.ListFormat('en', { type: 'disjunction' }).format(
    rolesThatMay(right).map((each) => `${/^[aeio]/.test(each) ? 'an' : 'a'} ${each}`),
  )
  return `You are here as ${role}. Ask ${who}.`
}

/** Why the reader may not do it; undefined where they may, and as long as it is not known who they are. */
export const useWhyNot = (operation: OperationName): string | undefined => {
  const role = useQuery(sessionQuery).data?.role
  return role && whyNot(role, operation)
}

/** The same as it is known when the component is drawn: for what is there many times and drawn again when it is used. */
export const useWhyNotNow = (operation: OperationName): string | undefined => {
  const role = useSessionNow()?.role
  return role && whyNot(role, operation)
}
