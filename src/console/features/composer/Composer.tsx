import { ServerCrash, WifiOff } from 'lucide-react'
import { nanoid } from 'nanoid'
import {
  createElement,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

import { contact, useOffline } from '#console/api/connection.ts'
import { useAssistantChoice } from '#console/api/likely-assistant.ts'
import { useActiveRun } from '#console/api/runs.ts'
import { runAction } from '#console/hooks/use-action.ts'
import { useEscape } from '#console/hooks/use-escape.ts'
import { Failure } from '#console/ui/Failure.tsx'
import { LateCancel } from '#console/ui/LateCancel.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { chooseAssistant } from '#console/util/chosen-assistant.ts'
import { isComposing } from '#console/util/composition.ts'
import { unsentId } from '#console/util/metadata-drafts.ts'
import type { Assistant } from '#contract/assistant.ts'
import type { Run } from '#contract/run.ts'

import { AssistantMenu } from './AssistantMenu.tsx'
import { AttachmentStrip } from './AttachmentStrip.tsx'
import { ComposerTools } from './ComposerTools.tsx'
import { isImageType, isOverLimit, sendProblems } from './draft-limits.ts'
import { toSend } from './draft-out.ts'
import { changeDraft, currentDraft, useDraft } from './draft-store.ts'
import { addPart, isWritten } from './draft.ts'
import { DraftNotes } from './DraftNotes.tsx'
import { DraftParts } from './DraftParts.tsx'
import { showComposer, takeOver } from './moving.ts'
import { OutMessages } from './OutMessages.tsx'
import { pastedFiles } from './pasted-files.ts'
import { RunHold } from './RunHold.tsx'
import { SendButton } from './SendButton.tsx'
import { addFiles, type FileUse } from './uploads.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useSend } from './use-send.ts'

const ofDialog = { missing: 'The dialog could not be loaded.', over: true }
const ImageUrlDialog = lazyPart(
  () => import('./ImageUrlDialog.tsx').then((module) => module.ImageUrlDialog),
  ofDialog,
)
const UnsentMetadataDialog = lazyPart(
  () =>
    import('#console/ui/UnsentMetadataDialog.tsx').then((module) => module.UnsentMetadataDialog),
  ofDialog,
)

const ON_ITS_WAY = 'The message above is on its way. This one can be sent once it has arrived.'
const FIRST = 'The message above is not sent yet. Send it again or edit it first.'

export interface ComposerProps {
  threadId: string
  /** Called once the server has the message. */
  onSent?: () => void
  /** Called with the thread that the first message made. */
  onMade?: (threadId: string) => void
  onRunStarted?: (run: Run) => void
  /** What there is to know before a run is started with the message. */
  runNote?: ReactNode
  /** Shows the making of an assistant; `close` is told which was made, if any. */
  createAssistant?: (close: (made?: Assistant) => void) => ReactNode
}

/** Writes a message to a thread, sends it, and starts a run when asked. Its draft outlives a reload. */
export const Composer = ({
  threadId,
  onSent,
  onMade,
  onRunStarted,
  runNote,
  createAssistant,
}: ComposerProps) => {
  const form = useRef<HTMLFormElement>(null)
  const draft = useDraft(threadId)
  const active = useActiveRun(threadId)
  const choice = useAssistantChoice(threadId)
  const offline = useOffline()
  const { state } = contact.use()
  const [dialog, setDialog] = useState<'url' | 'metadata' | 'assistant'>()
  const [refused, setRefused] = useState<string[]>([])
  const [tried, setTried] = useState(false)
  /** While which message the next one was to be sent: that of this id. */
  const [early, setEarly] = useState<string>()
  const sending = useSend({ threadId, onSent, onMade, onRunStarted })

  // Before its boxes leave the page: they tell what has the focus.
  useLayoutEffect(() => showComposer(threadId), [threadId])
  useEffect(() => {
    // Not within React's own work, which would not see what the box is told.
    const timer = setTimeout(() => form.current && takeOver(threadId, form.current))
    return () => clearTimeout(timer)
  }, [threadId])

  // Keys act on the thread again.
  useEscape(
    true,
    () => {
      if (!form.current?.contains(document.activeElement)) return false
      runAction('messages.focus')
      if (form.current.contains(document.activeElement)) form.current.closest('main')?.focus()
      return true
    },
    { isLast: true },
  )

  const takeFiles = useCallback(
    (files: File[], as?: FileUse) => {
      const use = ({ type }: File) => as ?? (isImageType(type) ? 'image' : 'attachment')
      setRefused([])
      void addFiles(
        threadId,
        files.map((file) => ({ file, as: use(file) })),
      ).then(setRefused)
    },
    [threadId],
  )
  const isDropping = useFileDrop(form, takeFiles)

  /** Sends what has left the box and is not sent yet, else what is in the box. */
  const send = () => {
    if (sending.isSending || active || offline) return
    const isReady = !choice.isGone && sendProblems(toSend(currentDraft(threadId))).length === 0
    setRefused([])
    setTried(!isReady)
    const whom = { id: choice.chosen?.id, isUnknown: choice.isUnknown }
    if (isReady && !sending.send(whom)) setEarly(currentDraft(threadId).id)
  }
  // Messages stand in the thread in the order they are written.
  const sendNext = () => {
    if (draft.out && isWritten(draft)) setEarly(draft.id)
    if (draft.out && !sending.isSending) setTried(true)
    else send()
  }
  const isEarly = draft.out && sending.isSending && isWritten(draft) && early === draft.id
  // Once a send was tried, what is missing is told until it is there.
  const notices = [
    ...refused,
    ...(choice.isGone
      ? [
          'The assistant of this thread is not here any more. Choose another, or send without a run.',
        ]
      : []),
    ...(isEarly ? [ON_ITS_WAY] : []),
    ...(tried && !isEarly ? (draft.out ? [FIRST] : sendProblems(draft)) : []),
  ]

  return (
    <div translate="no" className="shrink-0 px-3.5 pt-1 pb-3 md:px-5.5 short:pb-1.5 print:hidden">
      {active && <RunHold run={active} />}
      {offline && !sending.isSending && (
        <p className="flex items-center gap-2 px-1 pb-2 text-small text-ink-2">
          {createElement(state === 'failing' ? ServerCrash : WifiOff, {
            'aria-hidden': true,
            className: 'icon size-3.5',
          })}
          {state === 'failing' ? 'The server answers with errors' : 'Offline'}: write on, and send
          it once the server is back.
        </p>
      )}
      {sending.isSending && choice.isUnknown && (
        <output className="block px-1 pb-2 text-small text-ink-2">
          The assistants are loading. The message is sent once they are there.
        </output>
      )}
      {sending.isDoubted && !sending.isSending && !sending.failure && !draft.out && (
        <output className="block px-1 pb-2 text-small text-ink-2">
          Looking whether the message was sent…
        </output>
      )}
      {sending.failure && (
        <div className="pb-2">
          <Failure
            layout="inline"
            what={sending.failure.what}
            error={sending.failure.error}
            {...(!draft.out && { onRetry: send })}
          />
        </div>
      )}
      <OutMessages
        threadId={threadId}
        draft={draft}
        isSending={sending.isSending}
        isDoubted={sending.isDoubted}
        isUnknown={sending.failure?.isUnknown === true}
        mayTry={!active && !offline}
        onTry={send}
      />
      {/* Keys and pastes come from the boxes and buttons inside. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form
        ref={form}
        aria-label="Write a message"
        onSubmit={(event) => {
          event.preventDefault()
          sendNext()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
          if (isComposing(event.nativeEvent)) return
          event.preventDefault()
          sendNext()
        }}
        onPaste={(event) => {
          const files = pastedFiles(event.clipboardData)
          if (files.length === 0) return
          event.preventDefault()
          takeFiles(files)
        }}
        className="group/composer relative rounded-composer border border-line-strong bg-raise shadow-raise focus-within:border-accent"
      >
        <DraftParts threadId={threadId} draft={draft} />
        <AttachmentStrip threadId={threadId} attachments={draft.attachments} />
        <DraftNotes threadId={threadId} lost={draft.lost} />
        {choice.chosen && runNote}
        {notices.length > 0 && (
          <div
            role="alert"
            className="max-h-[12dvh] overflow-y-auto px-3.5 py-1 text-small text-error"
          >
            {notices.map((notice) => (
              <p key={notice}>{notice}</p>
            ))}
          </div>
        )}
        {/* Where there is hardly room to read, the tools come once one writes. */}
        {/* WebKit lays the page out once before it fills a new container, so this one is as high as
            what comes in: were it lower, the messages above would be scrolled away from their end. */}
        <div className="@container min-h-11 short:hidden short:group-focus-within/composer:block">
          <div className="flex flex-wrap items-center justify-between gap-1 px-2 pt-1 pb-2">
            <ComposerTools
              draft={draft}
              onFiles={takeFiles}
              onImageUrl={() => setDialog('url')}
              onMetadata={() => setDialog('metadata')}
              onRole={(role) => changeDraft(threadId, (now) => ({ ...now, role }))}
            />
            {/* Where it does not fit beside the tools it stands below them. */}
            <div className="flex min-w-0 grow basis-41 items-center justify-end gap-1 @min-[33rem]:basis-36 @min-[33rem]:gap-2">
              <AssistantMenu
                threadId={threadId}
                choice={choice}
                onCreate={createAssistant && (() => setDialog('assistant'))}
              />
              {sending.isSending && <LateCancel onCancel={sending.cancel} />}
              <SendButton
                withRun={choice.chosen !== undefined}
                busy={sending.isSending}
                held={active}
                offline={offline}
                isOver={!draft.out && draft.parts.some(isOverLimit)}
              />
            </div>
          </div>
        </div>
        {isDropping && (
          <div className="absolute inset-0 flex items-center justify-center rounded-composer border-2 border-dashed border-accent bg-accent-soft text-accent">
            Drop to add: images to the message, other files as attachments
          </div>
        )}
      </form>
      <Suspense>
        {dialog === 'url' && (
          <ImageUrlDialog
            threadId={threadId}
            onClose={() => setDialog(undefined)}
            onAdd={(url) =>
              changeDraft(threadId, (now) =>
                addPart(now, { key: nanoid(10), type: 'image', detail: 'auto', url }),
              )
            }
          />
        )}
        {dialog === 'metadata' && (
          <UnsentMetadataDialog
            title="Metadata of the message"
            draftId={unsentId(threadId)}
            pairs={draft.metadata}
            onClose={() => setDialog(undefined)}
            onKeep={(metadata) => changeDraft(threadId, (now) => ({ ...now, metadata }))}
          />
        )}
        {dialog === 'assistant' &&
          createAssistant?.((made) => {
            if (made) chooseAssistant(threadId, made.id)
            setDialog(undefined)
          })}
      </Suspense>
    </div>
  )
}
