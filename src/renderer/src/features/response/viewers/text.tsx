import { useState } from 'react'
import { CodeView } from '../../../components/code/code-view.tsx'
import type { CodeLanguage } from '../../../components/code/language.ts'
import { Note } from '../../../components/note.tsx'
import { Select } from '../../../components/select.tsx'
import { bytes as formatBytes } from '../../../format.ts'
import { CHARSETS, charsetOf, decodeText } from '../media/charset.ts'
import { PREVIEW_LIMIT } from '../media/choose-viewer.ts'
import { isXml, parseMediaType } from '../media/media-type.ts'
import { useBytes } from '../media/use-body.ts'
import { Read, ViewerBar, type ViewerProps } from './viewer.tsx'
import styles from './viewers.module.css'

const languageOf = (type: string): CodeLanguage => {
  const essence = parseMediaType(type)?.essence ?? ''
  if (essence === 'text/html') return 'html'
  if (essence === 'text/javascript') return 'javascript'
  if (essence === 'text/yaml') return 'yaml'
  return isXml(essence) ? 'xml' : 'plaintext'
}

/** Characters in the declared encoding, or in one chosen by hand. */
export const TextViewer = ({ source, media, type, picker }: ViewerProps) => {
  const reading = useBytes(source, PREVIEW_LIMIT)
  const [chosen, setChosen] = useState<string>()
  const head = reading.state === 'done' ? reading.value : new Uint8Array()
  const charset = chosen ?? charsetOf(head, media.charset)
  const options = [...new Set([charset, ...CHARSETS])].map(value => ({ value, label: value }))
  return (
    <>
      <ViewerBar picker={picker}>
        <Select label="Charset" size="sm" plain mono value={charset} options={options} onChange={setChosen} />
      </ViewerBar>
      {source.size > PREVIEW_LIMIT ? (
        <div className={styles.note}>
          <Note tone="info">
            The first {formatBytes(PREVIEW_LIMIT)} of {formatBytes(source.size)}. Hex reads all of it; Save response
            keeps all of it.
          </Note>
        </div>
      ) : null}
      <div className={styles.body}>
        <Read reading={reading}>
          {value => (
            <CodeView label="Text" value={decodeText(value, charset)} language={languageOf(type)} wrap folding />
          )}
        </Read>
      </div>
    </>
  )
}
