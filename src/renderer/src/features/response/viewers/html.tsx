import { charsetOf, decodeText } from '../media/charset.ts'
import { PREVIEW_LIMIT } from '../media/choose-viewer.ts'
import { useBytes } from '../media/use-body.ts'
import { Read, ViewerBar, type ViewerProps } from './viewer.tsx'
import styles from './viewers.module.css'

/** Nothing is loaded but what the page carries itself; a link tries a new window, which the sandbox refuses (safety.md, hostile content). */
const SHIELD = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; form-action 'none'; base-uri 'none'"><base target="_blank">`

/** A page in a frame that runs no script, sends no form, goes nowhere and loads nothing from the network. */
export const HtmlViewer = ({ source, media, picker }: ViewerProps) => {
  const reading = useBytes(source, PREVIEW_LIMIT)
  return (
    <>
      <ViewerBar picker={picker}>
        <span className={`d3 el ${styles.size}`}>no scripts, no network</span>
      </ViewerBar>
      <Read reading={reading}>
        {bytes => (
          <iframe
            className={styles.frame}
            title="Response page"
            sandbox=""
            referrerPolicy="no-referrer"
            srcDoc={SHIELD + decodeText(bytes, charsetOf(bytes, media.charset))}
          />
        )}
      </Read>
    </>
  )
}
