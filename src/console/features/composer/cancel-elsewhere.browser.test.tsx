import { expect, onTestFinished, test } from 'vitest'

import { cancelElsewhere, onCancelled } from './cancel-elsewhere.ts'

/** As another tab has it: a channel does not hear itself. */
const otherTab = () => {
  const heard: unknown[] = []
  const channel = new BroadcastChannel('clew.cancel-send')
  channel.addEventListener('message', ({ data }) => heard.push(data))
  onTestFinished(() => channel.close())
  return { heard, channel }
}

test('the other tabs hear of which thread a message is to be cancelled, and this one hears them', async () => {
  const { heard, channel } = otherTab()
  const asked: string[] = []
  onCancelled((threadId) => asked.push(threadId))
  cancelElsewhere('thread_1')
  await expect.poll(() => heard).toEqual(['thread_1'])
  channel.postMessage(7)
  channel.postMessage('thread_2')
  await expect.poll(() => asked).toEqual(['thread_2'])
})
