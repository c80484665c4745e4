import { QueryClient } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'

import { runStepsQuery } from '#console/api/runs.ts'
import { threadQuery } from '#console/api/threads.ts'
import { Message } from '#contract/message.ts'
import { RunStep } from '#contract/run-step.ts'
import { Run } from '#contract/run.ts'
import { Thread } from '#contract/thread.ts'
import { markupOf } from '#testing/markup.tsx'
import { recordedObjects } from '#testing/recorded.ts'

import { MessageRow } from './MessageRow.tsx'
import { callLines } from './run-calls.ts'
import { RunBoundary } from './RunBoundary.tsx'
import { ThreadDetails } from './ThreadDetails.tsx'

/** Objects of a kind, alone or in a list. */
const all = (object: string): unknown[] =>
  recordedObjects().flatMap((each) => {
    // Every recorded body is an object.
    const body = each.body as Record<string, unknown>
    const data = body['object'] === 'list' ? (body['data'] as Record<string, unknown>[]) : [body]
    return data.filter((each) => each['object'] === object)
  })

const html = (element: React.ReactNode, client = new QueryClient()) =>
  markupOf(<MemoryRouter>{element}</MemoryRouter>, client)

describe('every recorded object renders', () => {
  it('messages, with all of their texts and without markers', () => {
    const messages = all('thread.message').map((body) => z.parse(Message, body))
    expect(messages.length).toBeGreaterThan(10)
    for (const message of messages) {
      const markup = html(
        <MessageRow
          messageId={message.id}
          message={message}
          marked={false}
          reachable
          onFocus={() => undefined}
        />,
      )
      const parts = message.content.filter(({ type }) => type !== 'text').length
      expect(markup).toContain(message.role === 'user' ? 'User' : 'Assistant')
      expect(markup.length).toBeGreaterThan(parts * 50 + 200)
      for (const part of message.content) {
        if (part.type !== 'text') continue
        const words = part.text.value.match(/[a-z]{6,}/gi)?.slice(0, 3) ?? []
        for (const word of words) expect(markup).toContain(word)
        const known = part.text.annotations.filter(({ type }) => type !== 'unknown').length
        expect((markup.match(/md-cite"|md-file"/g) ?? []).length).toBeGreaterThanOrEqual(
          Math.min(1, known),
        )
      }
    }
  })

  it('runs and their steps', () => {
    const runs = all('thread.run').map((body) => z.parse(Run, body))
    const steps = all('thread.run.step').map((body) => z.parse(RunStep, body))
    expect(runs.length).toBeGreaterThan(10)
    expect(steps.length).toBeGreaterThan(10)
    for (const run of runs) {
      const client = new QueryClient()
      client.setQueryData(runStepsQuery(run.thread_id, run.id).queryKey, steps)
      const markup = html(
        <RunBoundary
          threadId={run.thread_id}
          runId={run.id}
          run={run}
          active={false}
          onOpenRun={() => undefined}
        />,
        client,
      )
      expect(markup).toContain(run.model)
    }
    const calls = steps.flatMap(({ step_details: details }) =>
      details.type === 'tool_calls' ? details.tool_calls : [],
    )
    expect(callLines(steps)).toHaveLength(calls.length)
  })

  it('threads', () => {
    const threads = all('thread').map((body) => z.parse(Thread, body))
    expect(threads.length).toBeGreaterThan(5)
    for (const thread of threads) {
      const client = new QueryClient()
      client.setQueryData(threadQuery(thread.id).queryKey, thread)
      expect(html(<ThreadDetails threadId={thread.id} />, client)).toContain(thread.id)
    }
  })
})

describe('MessageRow', () => {
  const base = {
    id: 'msg_1',
    object: 'thread.message',
    created_at: 1,
    thread_id: 'thread_1',
    role: 'assistant',
  }
  const row = (fields: object) => {
    const message = z.parse(Message, { ...base, ...fields })
    return html(
      <MessageRow messageId="msg_1" message={message} marked reachable onFocus={() => undefined} />,
    )
  }

  it('shows refusals, unknown parts, unknown states and roles', () => {
    const markup = row({
      role: 'tool',
      status: 'archived',
      content: [
        { type: 'refusal', refusal: 'I cannot help with that.' },
        { type: 'audio', audio: { id: 'audio_1' } },
      ],
    })
    expect(markup).toContain('I cannot help with that.')
    expect(markup).toContain('audio_1')
    expect(markup).toContain('archived')
    expect(markup).toContain('Tool')
  })

  it('says why a message is incomplete, and what it was cut off at', () => {
    const markup = row({
      status: 'incomplete',
      incomplete_details: { reason: 'max_tokens' },
      content: [{ type: 'text', text: { value: 'Half a', annotations: [] } }],
    })
    expect(markup).toContain('incomplete: cut off at the token limit')
  })

  it('says that there is no text, and not before a message is written', () => {
    const blank = [{ type: 'text', text: { value: ' ', annotations: [] } }]
    for (const content of [[], blank]) {
      expect(row({ content, status: 'completed' })).toContain('No text')
      const cut = row({
        content,
        status: 'incomplete',
        incomplete_details: { reason: 'run_failed' },
      })
      expect(cut).toContain('No text')
      const begun = row({ content, status: 'in_progress' })
      expect(begun).toContain('being written')
      expect(begun).not.toContain('No text')
    }
  })

  it('fetches no remote image, shows raster data and never other data', () => {
    const image = (url: string) => row({ content: [{ type: 'image_url', image_url: { url } }] })
    expect(image('https://host.example/a.png')).not.toContain('<img')
    expect(image('https://host.example/a.png')).toContain('Load image from host.example')
    expect(image('data:image/png;base64,iVBORw0KGgo=')).toContain('<img')
    expect(image('data:image/svg+xml;base64,PHN2Zy8+')).not.toContain('<img')
    expect(image('data:text/html,<script>1</script>')).not.toContain('<img')
    expect(image('javascript:alert(1)')).not.toContain('<img')
  })

  it('opens a very long text collapsed', () => {
    const value = 'A line of text.\n'.repeat(5_000)
    const markup = row({ content: [{ type: 'text', text: { value, annotations: [] } }] })
    expect(markup).toContain('Show all 80,000 characters')
    expect(markup.length).toBeLessThan(30_000)
  })

  it('merges an attachment that is listed once for each tool', () => {
    const markup = row({
      content: [],
      attachments: [
        { file_id: 'file-1', tools: [{ type: 'file_search' }] },
        { file_id: 'file-1', tools: [{ type: 'code_interpreter' }] },
      ],
    })
    expect(markup.match(/download="file-1"/g)).toHaveLength(1)
    expect(markup).toContain('file search · code interpreter')
  })
})
