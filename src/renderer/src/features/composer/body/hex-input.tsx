import { CircleX } from 'lucide-react'
import { useRef, useState } from 'react'
import { LinkButton } from '../../../components/button.tsx'
import { Tag } from '../../../components/tag.tsx'
import { plural } from '../../../format.ts'
import { nameOfType } from '../../response/media/media-type.ts'
import { sniffType } from '../../response/media/sniff.ts'
import styles from '../composer.module.css'
import { type HexFault, hexBytes, layOutHex, parseHex, sentenceOf } from '../hex/parse-hex.ts'

/** Where a line and column lie in a text. */
const positionOf = (text: string, { line, column }: HexFault): number => {
  let at = 0
  for (let passed = 1; passed < line; passed++) at = text.indexOf('\n', at) + 1
  return at + column - 1
}

/**
 * Bytes as hex: typed or pasted with spaces, `0x…` or as a dump. What is no hex is named with its line, column and byte; the digits
 * that are kept are those of `hex`, which is the text itself while it has a fault.
 */
export const HexInput = ({
  label,
  hex,
  onChange,
}: {
  readonly label: string
  readonly hex: string
  readonly onChange: (hex: string) => void
}) => {
  const area = useRef<HTMLTextAreaElement>(null)
  const [typed, setTyped] = useState<string>()
  const kept = typed !== undefined && (parseHex(typed).hex === hex || typed === hex) ? typed : undefined
  const text = kept ?? (/^([0-9a-f]{2})*$/i.test(hex) ? layOutHex(hex) : hex)
  const parsed = parseHex(text)
  const type = sniffType(hexBytes(parsed.hex, 512))
  const { fault } = parsed
  return (
    <>
      <textarea
        ref={area}
        className={styles.area}
        aria-label={label}
        aria-invalid={fault !== undefined || undefined}
        spellCheck={false}
        autoComplete="off"
        placeholder="ff d8 ff e0 …, 0xffd8, or a dump of xxd or hexdump -C"
        value={text}
        onChange={event => {
          const next = parseHex(event.target.value)
          setTyped(event.target.value)
          onChange(next.fault ? event.target.value : next.hex)
        }}
      />
      <div className={styles.result} role="status" aria-label="Hex">
        {fault ? (
          <>
            <span className="x bad" style={{ gap: 6 }}>
              <CircleX aria-hidden />
              {sentenceOf(fault)}
            </span>
            <LinkButton
              onClick={() => {
                const at = positionOf(text, fault)
                area.current?.focus()
                area.current?.setSelectionRange(at, at + 1)
              }}
            >
              Go to it
            </LinkButton>
          </>
        ) : (
          <>
            <span>{plural(parsed.hex.length / 2, 'byte')}</span>
            {type ? <span className="ok">{nameOfType(type)}</span> : null}
            {parsed.form === 'dump' ? <Tag>dump</Tag> : null}
          </>
        )}
      </div>
    </>
  )
}
