import { LinkButton } from '../../../components/button.tsx'
import { Note } from '../../../components/note.tsx'
import styles from '../composer.module.css'
import { encodeQuery, rowsOf } from '../query.ts'
import { NamedRows } from '../rows/named-rows.tsx'
import type { Editing } from '../use-editing.ts'

/** The query as rows in their order, and how they will be encoded. */
export const ParamsTab = ({ editing }: { readonly editing: Editing }) => {
  const { params, rawQuery } = editing.request
  const rows = rowsOf({ params, rawQuery })
  const encoded = encodeQuery(params)
  return (
    <>
      {rawQuery !== undefined ? (
        <div className={styles.note}>
          <Note
            tone="info"
            actions={
              <LinkButton onClick={() => editing.change({ params: rows, rawQuery: undefined })}>
                Encode the rows instead
              </LinkButton>
            }
          >
            The query is sent as it was typed: <code>?{rawQuery}</code>. Editing a row encodes it again.
          </Note>
        </div>
      ) : null}
      <NamedRows kind="Param" rows={rows} onChange={next => editing.change({ params: next, rawQuery: undefined })} />
      {rawQuery === undefined && encoded !== '' ? (
        <p className={styles.encoded}>
          <span className="d3">Encoded</span>
          <span className="mono">?{encoded}</span>
        </p>
      ) : null}
    </>
  )
}
