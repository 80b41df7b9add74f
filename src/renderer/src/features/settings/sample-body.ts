import type { WorkflowEntry } from '../../../../shared/control.ts'

const LONGEST = 2000

const compact = (text: string): string | undefined => {
  if (text.includes('{{')) return undefined
  try {
    const body = JSON.stringify(JSON.parse(text))
    return body.length > LONGEST ? undefined : body
  } catch {
    return undefined
  }
}

/** The JSON an example call sends: that of the workflow's first saved request that has one a program can send as it is, else `{}`. */
export const sampleBody = (workflow: Pick<WorkflowEntry, 'requests'>): string => {
  for (const { document } of workflow.requests) {
    const text = document?.body.type === 'json' ? compact(document.body.text) : undefined
    if (text !== undefined) return text
  }
  return '{}'
}

/** Text as one word of a POSIX shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
