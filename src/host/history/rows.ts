/** What a list reads of a run. */
export interface SummaryRow {
  n: number
  id: Buffer
  workflow_id: string
  workflow_name: string
  status: number
  code: number | null
  source: number
  request_name: string | null
  method: string
  started: number
  duration: number | null
  responded: number | null
  response_size: number | null
  error: string | null
  user: string
  response_head: string | null
}

/** All of a run's row, with its workflow's and version's columns. */
export interface DetailRow extends SummaryRow {
  version_hash: string
  project: string
  record: string
  request_body: Buffer | string | null
  response_body: Buffer | string | null
}

export interface RefusedRow {
  n: number
  id: Buffer
  at: number
  method: string
  target: string
  status: number
  code: string
  message: string
  workflow: string | null
  http: string
  request_headers: string
  response_headers: string
  response_text: string
  body: Buffer | string | null
}
