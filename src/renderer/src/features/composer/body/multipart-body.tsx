import { useId, useState } from 'react'
import type { Part, RequestBody } from '../../../../../shared/request.ts'
import styles from '../composer.module.css'
import type { Problem } from '../problems.ts'
import { moved, replaced, without } from '../rows/move.ts'
import { FileDrop } from './file-drop.tsx'
import { PartDetail } from './part-detail.tsx'
import { newPart } from './part-kind.ts'
import { PartRow } from './part-row.tsx'
import { takeFile } from './workspace-file.ts'

export type Multipart = Extract<RequestBody, { type: 'multipart' }>

const EMPTY = newPart('text')

const isPart = (part: Part | undefined): part is Part => part !== undefined

/** The parts in their order; one of them can be opened. Files dropped or pasted here become parts. */
export const MultipartBody = ({
  body,
  problems,
  open,
  onOpen,
  onChange,
}: {
  readonly body: Multipart
  readonly problems: readonly Problem[]
  readonly open: number | undefined
  readonly onOpen: (index: number | undefined) => void
  readonly onChange: (body: Multipart) => void
}) => {
  const id = useId()
  const [taking, setTaking] = useState(0)
  const { parts } = body
  const set = (next: readonly Part[]) => onChange({ ...body, parts: [...next] })
  const opened = open === undefined ? undefined : parts[open]
  if (opened && open !== undefined)
    return (
      <PartDetail
        part={opened}
        count={parts.length}
        onChange={part => set(replaced(parts, open, part))}
        onBack={() => onOpen(undefined)}
      />
    )
  const take = async (files: readonly File[]) => {
    setTaking(files.length)
    const kept = await Promise.all(files.map(takeFile))
    setTaking(0)
    const added = kept.map(
      (file): Part | undefined => file && { ...newPart('file', file.name.replace(/\.[^.]*$/, '')), file: file.path },
    )
    set([...parts, ...added.filter(isPart)])
  }
  return (
    <FileDrop label="Parts" className={styles.detail} onFiles={files => void take(files)}>
      <div data-rows>
        {[...parts, EMPTY].map((part, index) => (
          <PartRow
            key={index}
            part={part}
            moving={{ list: id, index, onMove: (from, to) => set(moved(parts, from, to)) }}
            faulty={problems.some(problem => problem.part === index)}
            fresh={index === parts.length}
            onChange={next => set(index === parts.length ? [...parts, next] : replaced(parts, index, next))}
            onRemove={() => set(without(parts, index))}
            onOpen={() => onOpen(index)}
          />
        ))}
      </div>
      {taking > 0 ? <p className={styles.encoded}>Adding files …</p> : null}
      {parts.length === 0 ? <p className={styles.encoded}>Files can be dropped or pasted here.</p> : null}
    </FileDrop>
  )
}
