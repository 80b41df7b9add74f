import styles from './raw.module.css'
import type { RawLine } from './raw-lines.ts'

/** What a line is in an HTTP message (RFC 9112 §2.1). */
export type RawPart = 'start' | 'header' | 'body'

/** `POST` and the rest; a header's name with its colon and its value. */
const split = (text: string, part: RawPart): readonly [string, string] => {
  const at = part === 'start' ? text.indexOf(' ') : text.indexOf(':') + 1
  return at > 0 ? [text.slice(0, at), text.slice(at)] : ['', text]
}

/** One line of a message. */
export const RawLineView = ({ segments, part }: { readonly segments: RawLine; readonly part: RawPart }) => {
  let at = 0
  return (
    <>
      {segments.map(segment => {
        const key = at
        at += segment.text.length
        if (segment.kind === 'byte')
          return (
            <span key={key} className={styles.byte}>
              {segment.text}
            </span>
          )
        if (part === 'body' || key > 0) return <span key={key}>{segment.text}</span>
        const [name, rest] = split(segment.text, part)
        return (
          <span key={key}>
            <span className={part === 'start' ? 'acc' : 'key'}>{name}</span>
            {rest}
          </span>
        )
      })}
    </>
  )
}
