import { judgeType } from './judge.ts'
import { isGeneric, isJson, isTextual, parseMediaType, typeOfName } from './media-type.ts'

/** The viewers there are; each has a file of its name in `viewers/`. */
export const VIEWER_KINDS = ['json', 'text', 'html', 'image', 'pdf', 'hex'] as const
export type ViewerKind = (typeof VIEWER_KINDS)[number]

/** What a viewer was picked by. */
export type ChosenBy = 'declared' | 'bytes' | 'name' | 'hand'

const SHOWABLE_IMAGES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
  'image/svg+xml',
  'image/apng',
])

/** The viewer for a type; `hex` for what no other shows. */
export const viewerOfType = (type: string): ViewerKind => {
  const essence = parseMediaType(type)?.essence ?? ''
  if (SHOWABLE_IMAGES.has(essence)) return 'image'
  if (essence === 'application/pdf') return 'pdf'
  if (essence === 'text/html' || essence === 'application/xhtml+xml') return 'html'
  if (essence === 'application/x-ndjson') return 'text'
  if (isJson(essence)) return 'json'
  return isTextual(essence) ? 'text' : 'hex'
}

/**
 * Picks the viewer for a body and the type it is shown as: by the declared type, unless the bytes contradict it or it says nothing;
 * then by the bytes, then by the file name. Never opens 20 MiB or more of HTML or JSON as such: those are text or bytes to look at in ranges.
 */
export const chooseViewer = ({
  declared,
  detected,
  name,
  size,
}: {
  readonly declared: string | undefined
  readonly detected: string | undefined
  readonly name: string | undefined
  readonly size: number
}): { readonly kind: ViewerKind; readonly by: ChosenBy; readonly type: string } => {
  const said = parseMediaType(declared)?.essence
  const trusted = said !== undefined && !isGeneric(said) && judgeType(declared, detected) !== 'wrong'
  const bytesTell = detected !== undefined && !isGeneric(detected)
  const named = typeOfName(name)
  const choice =
    trusted && viewerOfType(said) !== 'hex'
      ? ({ type: said, by: 'declared' } as const)
      : bytesTell
        ? ({ type: detected, by: 'bytes' } as const)
        : named !== undefined && detected === undefined
          ? ({ type: named, by: 'name' } as const)
          : ({
              type: trusted ? said : 'application/octet-stream',
              by: detected === undefined ? 'declared' : 'bytes',
            } as const)
  const kind = viewerOfType(choice.type)
  return { ...choice, kind: size > PREVIEW_LIMIT && (kind === 'json' || kind === 'html') ? 'text' : kind }
}

/** Bytes of text that a preview opens at most (safety.md, input limits). */
export const PREVIEW_LIMIT = 20 * 2 ** 20
