import type { HeaderList } from '../../../../shared/execution.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import styles from './response.module.css'

/** The headers in the order and case in which they came. */
export const HeadersTable = ({ headers }: { readonly headers: HeaderList }) => {
  if (headers.length === 0) return <EmptyState title="No headers came" />
  return (
    <table className={styles.headers} aria-label="Response headers">
      <thead className="sr">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {headers.map(([name, value], index) => (
          // Names may repeat, and their order is what this table is for.
          <tr key={`${index} ${name}`}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
