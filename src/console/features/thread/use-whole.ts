import { useEffect, useEffectEvent, useState } from 'react'

import { wholeThread } from '#console/api/whole-thread.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import type { Message } from '#contract/message.ts'

/** Reads all messages of a thread once; `messages` is there when they all are. */
export function useWhole(threadId: string, onFailed: () => void) {
  const [read, setRead] = useState(0)
  const [messages, setMessages] = useState<readonly Message[]>()
  const failed = useEffectEvent((error: unknown) => {
    showToast({
      tone: 'error',
      text: 'The thread could not be read to its end.',
      detail: describeFailure(error).message,
    })
    onFailed()
  })
  useEffect(() => {
    const stop = new AbortController()
    const readAll = async () => {
      const all: Message[] = []
      for await (const page of wholeThread(threadId, stop.signal)) {
        all.push(...page)
        setRead(all.length)
      }
      setMessages(all)
    }
    readAll().catch((error: unknown) => !stop.signal.aborted && failed(error))
    return () => stop.abort()
  }, [threadId])
  return { read, messages }
}
