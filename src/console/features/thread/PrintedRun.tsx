import clsx from 'clsx'
import { memo } from 'react'

import { terminalText } from '#console/util/terminal-text.ts'

import type { CallAccount, RunAccount } from './run-account.ts'

const PrintedCall = ({ call: { name, trouble, time, parts } }: { call: CallAccount }) => (
  <li className="mt-1.5">
    <p className="break-after-avoid">
      <code className="font-strong text-ink">{name}</code>
      {trouble && <span className="text-attention"> · {trouble}</span>}
      {time && <span className="tabular"> · {time}</span>}
    </p>
    {parts.map((part, at) => (
      <div key={at} className="ms-3">
        <span>{part.name}: </span>
        <code dir="auto" className="whitespace-pre-wrap text-ink">
          {terminalText(part.text)}
        </code>
      </div>
    ))}
  </li>
)

/** A run on paper, where it stands between the messages: how it went, and what its tools were given and answered. */
export const PrintedRun = memo(({ account }: { account: RunAccount }) => {
  const { id, tone, facts, why, calls } = account
  const [outcome, ...rest] = facts
  return (
    <section
      aria-label={outcome}
      className="mt-4 border-s-2 border-line-strong ps-3 text-small text-ink-2"
    >
      <p className="break-after-avoid">
        <span className={clsx('font-strong', tone === 'error' ? 'text-error' : tone && 'text-ink')}>
          {outcome}
        </span>
        {rest.map((fact) => ` · ${fact}`)}
      </p>
      <p className="text-micro">
        <code>{id}</code>
      </p>
      {why && (
        <p dir="auto" className={tone === 'error' ? 'text-error' : 'text-ink'}>
          {why}
        </p>
      )}
      {calls === undefined && (
        <p>Its tool calls were not loaded. “Print thread” in the thread’s menu prints them.</p>
      )}
      {calls && calls.length > 0 && (
        <ul aria-label="Tool calls">
          {calls.map((call) => (
            <PrintedCall key={call.key} call={call} />
          ))}
        </ul>
      )}
    </section>
  )
})
PrintedRun.displayName = 'PrintedRun'
