import { Component, type ReactNode } from 'react'

import { Failure } from './Failure.tsx'

interface Props {
  /** What could not be shown; empty where that is not worth a word. */
  what: string
  /** When it changes, what failed is tried again: the address, as a rule. */
  resetKey: string
  /** What is told stands over the page, since nothing has room for it. */
  over?: boolean
  children: ReactNode
}

/** Keeps a failure of one part of the page from taking the rest with it. */
export class ErrorBoundary extends Component<Props, { error: unknown; failedAt: string }> {
  override state = { error: undefined as unknown, failedAt: '' }

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('Something went wrong.') }
  }
  static getDerivedStateFromProps(
    props: Props,
    state: { error: unknown; failedAt: string },
  ): { error?: unknown; failedAt: string } {
    return props.resetKey === state.failedAt
      ? { failedAt: state.failedAt }
      : { error: undefined, failedAt: props.resetKey }
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    const { what, over } = this.props
    if (what === '') return null
    const failure = (
      <Failure
        what={what}
        error={error}
        layout={over ? 'inline' : 'block'}
        // A script that is missing is asked for again by a new page alone.
        {...(error instanceof Error && error.name === 'MissingPart'
          ? { retry: 'Reload the page', onRetry: () => location.reload() }
          : { onRetry: () => this.setState({ error: undefined }) })}
      />
    )
    if (!over) return failure
    return (
      <div className="fixed inset-x-3 bottom-20 z-20 mx-auto max-w-lg rounded-card bg-raise shadow-raise">
        {failure}
      </div>
    )
  }
}
