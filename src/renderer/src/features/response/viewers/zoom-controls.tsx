import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { IconButton } from '../../../components/button.tsx'
import { nextZoom } from './zoom.ts'

/** Out, in and fit. `shown` is the zoom that `'fit'` comes to; `ready` is false while there is nothing to zoom. */
export const ZoomControls = ({
  zoom,
  shown,
  ready,
  onZoom,
}: {
  readonly zoom: number | 'fit'
  readonly shown: number
  readonly ready: boolean
  readonly onZoom: (zoom: number | 'fit') => void
}) => (
  <>
    <IconButton label="Zoom out" disabled={!ready} onClick={() => onZoom(nextZoom(shown, -1))}>
      <ZoomOut aria-hidden />
    </IconButton>
    <span className="mono d2">{Math.round(shown * 100)}%</span>
    <IconButton label="Zoom in" disabled={!ready} onClick={() => onZoom(nextZoom(shown, 1))}>
      <ZoomIn aria-hidden />
    </IconButton>
    <IconButton label="Fit" pressed={zoom === 'fit'} onClick={() => onZoom(zoom === 'fit' ? 1 : 'fit')}>
      <Maximize aria-hidden />
    </IconButton>
  </>
)
