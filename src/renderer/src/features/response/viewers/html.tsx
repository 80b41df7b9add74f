import { useMemo } from 'react'
import { plural } from '../../../format.ts'
import { charsetOf, decodeText } from '../media/charset.ts'
import { PREVIEW_LIMIT } from '../media/choose-viewer.ts'
import { safeHtml } from '../media/safe-html.ts'
import { useBytes } from '../media/use-body.ts'
import { Read, ViewerBar, type ViewerProps } from './viewer.tsx'
import styles from './viewers.module.css'

const leftOut = (scripts: number, loads: number): string => {
  const parts = [scripts > 0 ? plural(scripts, 'script') : '', loads > 0 ? plural(loads, 'load') : ''].filter(Boolean)
  return parts.length === 0 ? 'no scripts, no network' : `no scripts, no network: ${parts.join(' and ')} left out`
}

const Page = ({ source, picker }: { readonly source: string; readonly picker: ViewerProps['picker'] }) => {
  const safe = useMemo(() => safeHtml(source), [source])
  return (
    <>
      <ViewerBar picker={picker}>
        <span className={`d3 el ${styles.size}`}>{leftOut(safe.scripts, safe.loads)}</span>
      </ViewerBar>
      <iframe className={styles.frame} title="Page" sandbox="" referrerPolicy="no-referrer" srcDoc={safe.html} />
    </>
  )
}

/** A page in a frame that runs no script, sends no form, goes nowhere and loads nothing from the network. */
export const HtmlViewer = ({ source, media, picker }: ViewerProps) => {
  const reading = useBytes(source, PREVIEW_LIMIT)
  return (
    <Read reading={reading}>
      {bytes => <Page source={decodeText(bytes, charsetOf(bytes, media.charset))} picker={picker} />}
    </Read>
  )
}
