import { Copy } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../../components/button.tsx'
import { CodeView } from '../../../components/code/code-view.tsx'
import { Note } from '../../../components/note.tsx'
import { toast } from '../../../components/toast.tsx'
import { decodeText } from '../media/charset.ts'
import { PREVIEW_LIMIT } from '../media/choose-viewer.ts'
import { useBytes } from '../media/use-body.ts'
import { useFormatted } from './format-json.ts'
import { Read, ViewerBar, type ViewerProps } from './viewer.tsx'
import styles from './viewers.module.css'

const Formatted = ({ source, formatted }: { readonly source: string; readonly formatted: boolean }) => {
  const reading = useFormatted(source)
  return (
    <Read reading={reading}>
      {({ text, fault }) => (
        <>
          {fault ? (
            <div className={styles.note}>
              <Note>
                This is not JSON: line {fault.line}, column {fault.column}: {fault.message}. A client that parses it
                fails.
              </Note>
            </div>
          ) : null}
          <div className={styles.body}>
            <CodeView
              label="JSON"
              value={formatted && !fault ? text : source}
              language={fault ? 'plaintext' : 'json'}
              folding
              wrap
            />
          </div>
        </>
      )}
    </Read>
  )
}

const copy = async (text: string) => {
  await navigator.clipboard.writeText(text)
  toast({ tone: 'ok', title: 'The JSON as it was received is copied' })
}

/** JSON laid out from its source text, so that numbers stay as they were sent; or that text itself. */
export const JsonViewer = ({ source, picker }: ViewerProps) => {
  const reading = useBytes(source, PREVIEW_LIMIT)
  const [formatted, setFormatted] = useState(true)
  return (
    <>
      <ViewerBar picker={picker}>
        <Button size="sm" variant="quiet" aria-pressed={formatted} onClick={() => setFormatted(!formatted)}>
          {formatted ? 'Formatted' : 'As received'}
        </Button>
        <span className={styles.size} />
        <IconButton
          label="Copy JSON"
          size="sm"
          disabled={reading.state !== 'done'}
          onClick={() => {
            if (reading.state === 'done') void copy(decodeText(reading.value, 'utf-8'))
          }}
        >
          <Copy className="sm" aria-hidden />
        </IconButton>
      </ViewerBar>
      <Read reading={reading}>{bytes => <Formatted source={decodeText(bytes, 'utf-8')} formatted={formatted} />}</Read>
    </>
  )
}
