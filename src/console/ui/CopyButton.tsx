import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

import { IconButton } from './IconButton.tsx'
import { showToast } from './toast.ts'

/** Copies a text and says so. */
export const CopyButton = ({
  label,
  text,
  size = 'small',
  className,
  tabIndex,
}: {
  label: string
  text: string | (() => string)
  size?: 'normal' | 'small'
  className?: string
  tabIndex?: number
}) => {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    const done = await copyText(typeof text === 'string' ? text : text())
    if (!done) return
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      icon={copied ? Check : Copy}
      size={size}
      className={className}
      tabIndex={tabIndex}
      onClick={() => void copy()}
    />
  )
}

/** Puts text on the clipboard; tells when the browser refuses. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    showToast({ tone: 'error', text: 'The browser did not allow copying.' })
    return false
  }
}
