import { HexView } from '../hex/hex-view.tsx'
import { ViewerBar, type ViewerProps } from './viewer.tsx'
import styles from './viewers.module.css'

/** The bytes themselves, for what no other viewer shows. */
export const HexViewer = ({ source, picker }: ViewerProps) => (
  <>
    <ViewerBar picker={picker} />
    <div className={styles.body}>
      <HexView key={source.id} source={source} />
    </div>
  </>
)
