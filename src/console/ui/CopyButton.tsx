import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

import { copyText } from './copy-text.ts'
import { IconButton } from './IconButton.tsx'

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
