import { Columns2 } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'

import { useTitle } from '#console/hooks/use-title.ts'
import { type ComparePlace, type CompareSide, comparisonIn, paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { compareWith } from '#console/ui/compare-with.ts'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { contentShown } from '#console/util/first-content.ts'

import { ComparedRuns } from './ComparedRuns.tsx'
import { ComparedThreads } from './ComparedThreads.tsx'

const isSame = (left: CompareSide, right: CompareSide) =>
  left.thread === right.thread && left.run === right.run

export default function ComparePage() {
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const place = comparisonIn(search)
  const { left, right } = place
  const what = (left?.run ?? right?.run) ? 'runs' : 'threads'
  useTitle(`Compare ${what}`)
  useEffect(contentShown, [])
  const onPlace = (next: ComparePlace, options: { replace: boolean }) =>
    void navigate(paths.compare(next), options)
  const body = () => {
    if (!left || !right) return <Incomplete side={left ?? right} as={left ? 'right' : 'left'} />
    if (isSame(left, right)) return <Same side={left} />
    if (left.run && right.run)
      return (
        <ComparedRuns
          {...{ place, onPlace }}
          left={{ ...left, run: left.run }}
          right={{ ...right, run: right.run }}
        />
      )
    if (left.run || right.run) return <Mixed left={left} right={right} />
    return <ComparedThreads {...{ place, onPlace, left, right }} />
  }
  return (
    <main id="content" tabIndex={-1} className="@container flex min-w-0 flex-1 flex-col">
      {body()}
    </main>
  )
}

const Centred = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-1 items-center justify-center">{children}</div>
)

const ChooseOther = ({
  side,
  as,
  children,
}: {
  side: CompareSide
  as: 'left' | 'right'
  children: ReactNode
}) => (
  <Button variant="primary" onClick={() => compareWith.set({ side, as })}>
    {children}
  </Button>
)

const Incomplete = ({ side, as }: { side: CompareSide | undefined; as: 'left' | 'right' }) => (
  <Centred>
    <EmptyState
      icon={Columns2}
      title={side ? 'Compared with what?' : 'Two threads, or two runs, side by side'}
      heading="h1"
      action={
        side ? (
          <ChooseOther side={side} as={as}>
            Choose the other one
          </ChooseOther>
        ) : (
          <Link className="text-accent underline" to={paths.threads()}>
            Go to the threads
          </Link>
        )
      }
    >
      {side
        ? 'The address names one side alone.'
        : 'Select two threads in the list, or choose “Compare with…” in the menu of one or beside a run.'}
    </EmptyState>
  </Centred>
)

const Same = ({ side }: { side: CompareSide }) => (
  <Centred>
    <EmptyState
      icon={Columns2}
      title={side.run ? 'The same run on both sides' : 'The same thread on both sides'}
      heading="h1"
      action={
        <ChooseOther side={side} as="right">
          Choose another one
        </ChooseOther>
      }
    >
      Nothing differs from itself.
    </EmptyState>
  </Centred>
)

const Mixed = ({ left, right }: { left: CompareSide; right: CompareSide }) => (
  <Centred>
    <EmptyState
      icon={Columns2}
      title="A thread is not compared with a run"
      heading="h1"
      action={
        <Link
          className="text-accent underline"
          to={paths.compare({ left: { thread: left.thread }, right: { thread: right.thread } })}
        >
          Compare both threads
        </Link>
      }
    >
      Choose two threads, or two runs.
    </EmptyState>
  </Centred>
)
