import type { ComponentType } from 'react'
import type { ViewerKind } from '../media/choose-viewer.ts'
import { HexViewer } from './hex.tsx'
import { HtmlViewer } from './html.tsx'
import { ImageViewer } from './image.tsx'
import { JsonViewer } from './json.tsx'
import { PdfViewer } from './pdf.tsx'
import { TextViewer } from './text.tsx'
import type { ViewerProps } from './viewer.tsx'

/** One viewer a file; a kind without one does not compile. */
export const VIEWERS: Record<ViewerKind, ComponentType<ViewerProps>> = {
  json: JsonViewer,
  text: TextViewer,
  html: HtmlViewer,
  image: ImageViewer,
  pdf: PdfViewer,
  hex: HexViewer,
}
