import { lazy, Suspense } from 'react'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ViewerBar, type ViewerProps } from './viewer.tsx'

// pdfjs is 2 MB with its worker: it loads when a PDF is first shown.
const PdfPages = lazy(() => import('../pdf/pdf-pages.tsx'))

/** The pages of a PDF; its scripts do not run and its links lead nowhere. */
export const PdfViewer = (props: ViewerProps) => (
  <Suspense
    fallback={
      <>
        <ViewerBar picker={props.picker} />
        <EmptyState title="Reading the body" />
      </>
    }
  >
    <PdfPages key={props.source.id} {...props} />
  </Suspense>
)
