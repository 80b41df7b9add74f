import { useShownResponse } from '../../stores/shown-response.ts'

/** The answer that belongs to the shown run: status line, tabs and viewers. */
export const ResponsePane = () => {
  const shown = useShownResponse()
  return (
    <section aria-label="Response">
      <div role="status">{shown.kind === 'answer' ? shown.status : shown.kind}</div>
    </section>
  )
}
