import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import { Note } from '../../../components/note.tsx'
import { count } from '../../../format.ts'
import { type ImageSize, readImageSize } from '../media/image-size.ts'
import type { BodySource } from '../media/source.ts'
import { useReading } from '../media/use-body.ts'
import { Read, ViewerBar, type ViewerProps } from './viewer.tsx'
import styles from './viewers.module.css'
import { nextZoom, zoomToFit } from './zoom.ts'

/** Pixels decoded at most (safety.md, input limits). */
const PIXEL_LIMIT = 100_000_000
const HEAD_BYTES = 256 * 1024

type Loaded = { readonly tooLarge: ImageSize } | { readonly tooLarge: undefined; readonly url: string }

/** The image as a `blob:` of the type it is shown as, so that nothing else can be made of it; refused before it is decoded if it is too large. */
const useImage = (source: BodySource, type: string) => {
  const reading = useReading(`${source.id} ${type}`, async (signal): Promise<Loaded> => {
    const size = readImageSize(await source.read(0, HEAD_BYTES, signal))
    if (size && size.width * size.height > PIXEL_LIMIT) return { tooLarge: size }
    const bytes = await source.read(0, source.size, signal)
    return { tooLarge: undefined, url: URL.createObjectURL(new Blob([bytes], { type })) }
  })
  const url = reading.state === 'done' && !reading.value.tooLarge ? reading.value.url : undefined
  useEffect(
    () => () => {
      if (url) URL.revokeObjectURL(url)
    },
    [url],
  )
  return reading
}

/** An image on a checker board: fitted, or at a zoom of its own pixels. */
export const ImageViewer = ({ source, media, type, picker }: ViewerProps) => {
  const reading = useImage(source, type)
  const [zoom, setZoom] = useState<number | 'fit'>('fit')
  const [size, setSize] = useState<ImageSize>()
  const [stage, setStage] = useState<HTMLElement | null>(null)
  const [broken, setBroken] = useState(false)
  const fitted = size && stage ? zoomToFit(size, { width: stage.clientWidth, height: stage.clientHeight }) : 1
  const shown = zoom === 'fit' ? fitted : zoom
  return (
    <>
      <ViewerBar picker={picker}>
        <span className={`d3 mono el ${styles.size}`}>
          {size ? `${count(size.width)} × ${count(size.height)}` : ''}
        </span>
        <IconButton label="Zoom out" disabled={!size} onClick={() => setZoom(nextZoom(shown, -1))}>
          <ZoomOut aria-hidden />
        </IconButton>
        <span className="mono d2">{Math.round(shown * 100)}%</span>
        <IconButton label="Zoom in" disabled={!size} onClick={() => setZoom(nextZoom(shown, 1))}>
          <ZoomIn aria-hidden />
        </IconButton>
        <IconButton label="Fit" pressed={zoom === 'fit'} onClick={() => setZoom(zoom === 'fit' ? 1 : 'fit')}>
          <Maximize aria-hidden />
        </IconButton>
      </ViewerBar>
      <Read reading={reading}>
        {loaded => {
          if (loaded.tooLarge)
            return (
              <div className={styles.note}>
                <Note>
                  The image says it is {count(loaded.tooLarge.width)} × {count(loaded.tooLarge.height)} pixels, more
                  than a preview decodes. Hex shows its bytes.
                </Note>
              </div>
            )
          if (broken)
            return (
              <div className={styles.note}>
                <Note>These bytes cannot be shown as an image. Hex shows them as they are.</Note>
              </div>
            )
          return (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: an image that is larger than its place is scrolled with the keyboard
            <section ref={setStage} className={cx(styles.stage, styles.checker)} aria-label="Image" tabIndex={0}>
              <img
                className={cx(styles.image, zoom === 'fit' && styles.fit, shown >= 3 && styles.pixels)}
                src={loaded.url}
                alt={media.name ?? 'Response'}
                style={
                  zoom !== 'fit' && size
                    ? { width: size.width * zoom, height: size.height * zoom, maxWidth: 'none' }
                    : undefined
                }
                onLoad={({ currentTarget }) =>
                  setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
                }
                onError={() => setBroken(true)}
              />
            </section>
          )
        }}
      </Read>
    </>
  )
}
