import { showToast } from './toast.ts'

const write = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Puts text on the clipboard; tells when the browser refuses. */
export const copyText = async (text: string): Promise<boolean> => {
  const isCopied = await write(text)
  if (!isCopied) showToast({ tone: 'error', text: 'The browser did not allow copying.' })
  return isCopied
}

/** Puts text on the clipboard and says so. */
export const copyAndTell = async (text: string, told: string): Promise<void> => {
  if (await copyText(text)) showToast({ text: told })
}

/** The same of a text that took longer than a press of a button counts: then one more press is asked for. */
export const copyOrOffer = async (text: string, told: string, offer: string): Promise<void> => {
  if (await write(text)) return void showToast({ text: told })
  const onSelect = () => void copyAndTell(text, told)
  showToast({ text: offer, action: { label: 'Copy', onSelect } })
}
