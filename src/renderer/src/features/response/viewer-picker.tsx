import { Binary, Braces, FileText, Globe, Image, Lock, LockOpen, ScanText } from 'lucide-react'
import type { ComponentType } from 'react'
import { IconButton } from '../../components/button.tsx'
import { Select } from '../../components/select.tsx'
import { type ChosenBy, VIEWER_KINDS, type ViewerKind } from './media/choose-viewer.ts'
import { nameOfType, parseMediaType } from './media/media-type.ts'
import { pickViewer, toggleLock, useResponseView } from './view.ts'

const NAMES: Record<ViewerKind, string> = {
  json: 'JSON',
  text: 'Text',
  html: 'HTML',
  image: 'Image',
  pdf: 'PDF',
  hex: 'Hex',
}

const ICONS: Record<ViewerKind, ComponentType<{ className?: string }>> = {
  json: Braces,
  text: ScanText,
  html: Globe,
  image: Image,
  pdf: FileText,
  hex: Binary,
}

const WORDS: Record<ChosenBy, string> = {
  declared: 'as declared',
  bytes: 'by bytes',
  name: 'by name',
  hand: 'by hand',
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Which viewer shows the body and why; another one can be taken, for this answer or, locked, for all to come. */
export const ViewerPicker = ({
  answerId,
  kind,
  by,
  type,
}: {
  readonly answerId: string
  readonly kind: ViewerKind
  readonly by: ChosenBy
  readonly type: string
}) => {
  const locked = useResponseView(state => state.locked !== null)
  const essence = parseMediaType(type)?.essence ?? type
  const shown = kind === 'image' && by !== 'hand' ? nameOfType(essence) : NAMES[kind]
  const label = `${capital(shown)}, ${locked ? 'locked' : WORDS[by]}`
  const options = VIEWER_KINDS.map(value => {
    const Icon = ICONS[value]
    return { value, label: value === kind ? label : NAMES[value], icon: <Icon className="sm" /> }
  })
  return (
    <>
      <Select label="Viewer" size="sm" value={kind} options={options} onChange={next => pickViewer(answerId, next)} />
      <IconButton
        label={locked ? 'Unlock the viewer' : 'Lock this viewer'}
        pressed={locked}
        onClick={() => toggleLock(kind)}
      >
        {locked ? <Lock className="sm" aria-hidden /> : <LockOpen className="sm" aria-hidden />}
      </IconButton>
    </>
  )
}
