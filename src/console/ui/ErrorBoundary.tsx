import { Component, type ReactNode } from 'react'

import { Failure } from './Failure.tsx'

interface Props {
  /** What could not be shown. */
  what: string
  /** When it changes, what failed is tried again: the address, as a rule. */
  resetKey: string
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
    return (
      <Failure
        what={this.props.what}
        error={error}
        onRetry={() => this.setState({ error: undefined })}
      />
    )
  }
}
