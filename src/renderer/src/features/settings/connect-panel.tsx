import type { WorkflowEntry, WorkspaceState } from '../../../../shared/control.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { sampleBody, shellQuoted } from './sample-body.ts'
import styles from './settings.module.css'

const Snippet = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <div className={styles.snippet}>
    <div className={styles.snippetHead}>
      <h3>{title}</h3>
      <CopyButton label={`Copy ${title}`} text={text} />
    </div>
    <pre>{text}</pre>
  </div>
)

const curlOf = (url: string, method: string, body: string): string =>
  method === 'GET' || method === 'DELETE'
    ? `curl -i -X ${method} '${url}'`
    : `curl -i -X ${method === 'ANY' ? 'POST' : method} '${url}' \\\n  -H 'content-type: application/json' \\\n  -d ${shellQuoted(body)}`

const SDK_SERVICES = ['ZEUS', 'HERMES', 'WORKER_PROXY', 'CONNECT', 'DASHBOARD', 'PASSPORT', 'CDN']

const sdkLines = (base: string, projectId: string, workflowId: string, body: string): string =>
  [
    `const base = '${base.replace(/\/$/, '')}'`,
    `paragon.configureGlobal({ host: 'localhost' }, {`,
    ...SDK_SERVICES.map(service => `  ${service}_PUBLIC_URL: base,`),
    '})',
    `await paragon.authenticate('${projectId}', token)`,
    `await paragon.workflow('${workflowId}', { body: ${body} })`,
  ].join('\n')

/** How an app calls the selected workflow: the address, a curl line, fetch, and what the Paragon SDK needs to come here. */
export const ConnectPanel = ({
  state,
  workflow,
}: {
  readonly state: WorkspaceState
  readonly workflow: WorkflowEntry | undefined
}) => {
  const url = workflow?.triggerUrl
  const trigger = workflow?.document?.trigger
  if (!workflow || !url || trigger?.type !== 'request') return null
  const body = sampleBody(workflow)
  return (
    <section className={styles.card} aria-label="Connect an app">
      <h2>
        Connect an app <span className="d3">to {workflow.name}</span>
      </h2>
      <Snippet title="Trigger URL" text={url} />
      <Snippet title="curl" text={curlOf(url, trigger.method, body)} />
      <Snippet
        title="Paragon SDK"
        text={sdkLines(state.trigger.url, state.workspace.projectId, workflow.id ?? '', body)}
      />
    </section>
  )
}
