import { Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import styles from '../composer.module.css'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')

/** A button that opens the system's file dialog. */
export const PickFile = ({ label, onFile }: { readonly label: string; readonly onFile: (file: File) => void }) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={event => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
      <Button size="sm" onClick={() => input.current?.click()}>
        <Upload className="sm" aria-hidden />
        {label}
      </Button>
    </>
  )
}

/** A place on which files can be dropped or pasted. */
export const FileDrop = ({
  label,
  onFiles,
  className,
  children,
}: {
  readonly label: string
  readonly onFiles: (files: readonly File[]) => void
  readonly className?: string
  readonly children: ReactNode
}) => {
  const [over, setOver] = useState(false)
  return (
    <section
      aria-label={label}
      className={cx(className, over && styles.dropping)}
      onDragOver={event => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        setOver(false)
        if (!carriesFiles(event)) return
        event.preventDefault()
        onFiles([...event.dataTransfer.files])
      }}
      onPaste={event => {
        const files = [...event.clipboardData.files]
        if (files.length === 0) return
        event.preventDefault()
        onFiles(files)
      }}
    >
      {children}
    </section>
  )
}
