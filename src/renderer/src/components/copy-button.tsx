import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './button.tsx'
import { toast } from './toast.tsx'

const SHOWN_MS = 1500

/** Puts text on the clipboard; a browser that forbids it gets a toast that says so. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    toast({ tone: 'warn', title: 'The browser did not allow copying', text })
    return false
  }
}

/** An icon button that copies `text` and shows a tick for a moment. */
export const CopyButton = ({
  label,
  text,
  size = 'sm',
}: {
  readonly label: string
  readonly text: string
  readonly size?: 'md' | 'sm'
}) => {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton label={label} size={size} onClick={() => void copyText(text).then(setCopied)}>
      {copied ? <Check className="sm ok" aria-hidden /> : <Copy className="sm" aria-hidden />}
    </IconButton>
  )
}
