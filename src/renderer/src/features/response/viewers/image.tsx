import { useEffect, useState } from 'react'
import { cx } from '../../../components/cx.ts'
import { Note } from '../../../components/note.tsx'
import { count } from '../../../format.ts'
import { type ImageSize, readImageSize } from '../media/image-size.ts'
import type { BodySource } from '../media/source.ts'
import { useReading } from '../media/use-body.ts'
import { Read, ViewerBar, type ViewerProps } from './viewer.tsx'
import styles from './viewers.module.css'
import { zoomToFit } from './zoom.ts'
import { ZoomControls } from './zoom-controls.tsx'

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

/** The room inside an element, kept up as it changes. */
const useRoom = (element: HTMLElement | null): ImageSize | undefined => {
  const [room, setRoom] = useState<ImageSize>()
  useEffect(() => {
    if (!element) return
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.offsetWidth - 2, height: element.offsetHeight - 2 }),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [element])
  return room
}

/** An image on a checker board: fitted, or at a zoom of its own pixels. */
export const ImageViewer = ({ source, media, type, picker }: ViewerProps) => {
  const reading = useImage(source, type)
  const [zoom, setZoom] = useState<number | 'fit'>('fit')
  const [size, setSize] = useState<ImageSize>()
  const [stage, setStage] = useState<HTMLElement | null>(null)
  const [broken, setBroken] = useState(false)
  const room = useRoom(stage)
  const fitted = size && room ? zoomToFit(size, room) : 1
  const shown = zoom === 'fit' ? fitted : zoom
  return (
    <>
      <ViewerBar picker={picker}>
        <span className={`d3 mono el ${styles.size}`}>
          {size ? `${count(size.width)} × ${count(size.height)}` : ''}
        </span>
        <ZoomControls zoom={zoom} shown={shown} ready={Boolean(size)} onZoom={setZoom} />
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
            <section
              ref={setStage}
              className={cx(styles.stage, styles.checker, zoom === 'fit' && styles.fit)}
              aria-label="Image"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: an image that is larger than its place is scrolled with the keyboard
              tabIndex={0}
            >
              <img
                className={cx(styles.image, shown >= 3 && styles.pixels)}
                src={loaded.url}
                alt={media.name ?? 'Response'}
                style={size && { width: size.width * shown, height: size.height * shown }}
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
