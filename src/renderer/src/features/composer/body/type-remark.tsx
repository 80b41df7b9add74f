import { Check, TriangleAlert } from 'lucide-react'
import { cx } from '../../../components/cx.ts'
import { judgeType } from '../../response/media/judge.ts'
import { isGeneric, nameOfType } from '../../response/media/media-type.ts'
import styles from '../composer.module.css'

/** What the bytes are, in amber when the declared type says otherwise. */
export const bytesAre = (
  declared: string | undefined,
  detected: string | undefined,
): { readonly text: string; readonly wrong: boolean } | undefined => {
  if (detected === undefined) return undefined
  const text = isGeneric(detected) ? 'bytes are no known format' : `bytes are ${nameOfType(detected)}`
  return { text, wrong: judgeType(declared, detected) === 'wrong' }
}

/** The same inside a Content-Type field: a tick when the type is that of the bytes, else what they are. */
export const TypeTick = ({
  declared,
  detected,
}: {
  readonly declared: string | undefined
  readonly detected: string | undefined
}) => {
  const verdict = judgeType(declared, detected)
  if (detected === undefined || verdict === 'unknown') return null
  if (verdict === 'right')
    return (
      <span className={cx('x ok', styles.tick)} title="The bytes are of this type">
        <Check className="sm" aria-hidden />
        <span>as bytes</span>
      </span>
    )
  return (
    <span
      className={cx('x warn', styles.tick)}
      title={`The ${bytesAre(declared, detected)?.text ?? ''}; a receiver that trusts the type cannot read them`}
    >
      <TriangleAlert className="sm" aria-hidden />
      <span>{bytesAre(declared, detected)?.text}</span>
    </span>
  )
}
